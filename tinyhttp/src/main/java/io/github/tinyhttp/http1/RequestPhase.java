package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Deadlines;
import io.github.tinyhttp.exchange.WholeBody;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Requests: takes whole heads, and the bodies that come with them. One for the life of a
/// connection.
final class RequestPhase implements Phase {
  private final Http1Connection connection;
  private final HeadReader reader;

  /// The head of the request that is being taken; null while it is not understood.
  private @Nullable Head taking;

  /// When the first byte of an incomplete head came; [Clock#NEVER] if there is none.
  private long since = Clock.NEVER;

  RequestPhase(Http1Connection connection) {
    this.connection = connection;
    this.reader = new HeadReader(connection.http().limits(), connection.io().tls() != null);
  }

  private Connection io() {
    return connection.io();
  }

  private Http1 http() {
    return connection.http();
  }

  private Limits limits() {
    return http().limits();
  }

  private Deadlines deadlines() {
    return http().dispatcher().deadlines();
  }

  @Override
  public @Nullable PipelinedCarrier take(InputBuffer input) throws PeerFault {
    taking = null;
    int length = input.isEmpty() ? 0 : reader.read(input);
    if (length == 0) {
      return null;
    }
    Head head =
        HeadParser.parse(input.bytes, input.start, length, limits().fields(), io().tls() != null);
    input.start += length;
    taking = head;
    since = Clock.NEVER;
    if (head.isHostless() && !(io().endpoints().local() instanceof UnixDomainSocketAddress)) {
      throw new PeerFault(Rule.HOST_EMPTY); // behind the file of a socket there is no host
    }
    if (head.expectation() == Head.Expectation.UNKNOWN) {
      throw new PeerFault(Rule.EXPECTATION);
    }
    var carrier = new PipelinedCarrier(connection, http().dispatcher(), head);
    if (http().proxies().isPresent()
        && !carrier.request().takesForwarding(http().proxies().get())) {
      throw new PeerFault(Rule.FORWARDED);
    }
    return head.framing() instanceof BodyFraming.None || takesBody(carrier, input) ? carrier : null;
  }

  /// Takes the body of a request as far as it is here.
  ///
  /// @return whether the request can be handed on; if not, another phase collects its body
  private boolean takesBody(PipelinedCarrier carrier, InputBuffer input) throws PeerFault {
    switch (carrier.head().framing()) {
      case BodyFraming.None _ -> {}
      case BodyFraming.Sized(long length) -> {
        if (length > limits().smallBody()) {
          stream(carrier, new SizedBody(length), input);
          return true;
        }
        var body = new SmallBody(carrier, (int) length);
        if (length <= input.size()) {
          body.take(input);
          carrier.body(new WholeBody(body.bytes(), Headers.empty()));
        } else if (carrier.head().expectation() == Head.Expectation.NONE) {
          body.take(input);
          connection.enter(new BodyPhase(connection, body));
          return false;
        } else {
          stream(carrier, new SizedBody(length), input);
        }
      }
      case BodyFraming.Chunked _ -> {
        if (!isDecodedWhole(carrier, input)) {
          stream(carrier, new ChunkedBody(limits()), input);
        }
      }
    }
    return true;
  }

  /// Decodes a chunked body whose end is here.
  ///
  /// @return whether it is; if not, nothing has happened
  private boolean isDecodedWhole(PipelinedCarrier carrier, InputBuffer input) throws PeerFault {
    var decoder = new ChunkedBody(limits());
    byte[] content = new byte[Math.min(input.size(), limits().smallBody())];
    int start = input.start;
    int count = decoder.decode(input, content, 0, content.length);
    if (!decoder.isFinished()) {
      input.start = start;
      return false;
    }
    carrier.body(new WholeBody(Arrays.copyOf(content, count), decoder.trailers()));
    return true;
  }

  /// Leaves the body to the thread that works on the request, with what has come of it.
  private void stream(PipelinedCarrier carrier, BodyDecoder decoder, InputBuffer input) {
    InputBuffer own = input.copy();
    input.start = input.end;
    boolean continueWanted =
        carrier.head().expectation() == Head.Expectation.CONTINUE && own.isEmpty();
    carrier.body(new BodyStream(connection, carrier, decoder, own, continueWanted));
  }

  @Override
  public void awaitMore(InputBuffer input) throws PeerFault {
    if (!input.isEmpty()) {
      if (connection.input().hasEnded()) {
        throw new PeerFault(Rule.HEAD_CUT);
      }
      if (since == Clock.NEVER) {
        since = Clock.now();
      }
      io().deadline(deadlines().head(since));
      return;
    }
    since = Clock.NEVER; // what came was an empty line, which is no request
    if (connection.input().hasEnded()) {
      connection.end().closeWhenQuiet();
    }
  }

  @Override
  public void ended() throws PeerFault {
    if (since != Clock.NEVER) {
      throw new PeerFault(Rule.HEAD_CUT);
    }
    connection.end().closeWhenQuiet();
  }

  @Override
  public void expired(Driver driver, long now) {
    boolean idle = since == Clock.NEVER;
    long end =
        idle ? deadlines().idle(connection.pipeline().quietSince()) : deadlines().head(since);
    if (now < end) {
      io().deadline(end);
    } else if (idle) {
      io().close();
    } else {
      connection.end().refuse(driver, Rule.HEAD_LATE, null);
    }
  }

  @Override
  public void refused(Driver driver, Rule rule) {
    connection.end().refuse(driver, rule, taking);
  }

  @Override
  public String toString() {
    return since == Clock.NEVER ? "reading requests" : "reading a head";
  }
}
