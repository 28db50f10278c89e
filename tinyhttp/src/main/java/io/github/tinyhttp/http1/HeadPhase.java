package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Requests: takes whole heads, and what bodies come with them, and hands the requests on. One for
/// the life of a connection.
final class HeadPhase implements Phase {
  private final Http1Connection connection;
  private final Connection io;
  private final Http1 http;
  private final Limits limits;
  private final HeadReader reader;
  private final Delivery delivery;

  /// The head of the request that is being taken; null while it is not understood.
  private @Nullable Head taking;

  /// When the first byte of the head came that is being read.
  private long since = Clock.NEVER;

  HeadPhase(Http1Connection connection) {
    this.connection = connection;
    this.io = connection.io();
    this.http = connection.http();
    this.limits = http.options().limits();
    this.reader = new HeadReader(limits);
    this.delivery = new Delivery(connection, connection.answers());
  }

  @Override
  public void take(Driver driver, InputBuffer input) throws PeerFault, IOException {
    while (true) {
      taking = null;
      int length = input.isEmpty() ? 0 : reader.read(input);
      if (length == 0) {
        awaitMore(driver, input);
        return;
      }
      Head head =
          HeadParser.parse(input.bytes, input.start, length, limits.fields(), io.tls() != null);
      input.start += length;
      taking = head;
      since = Clock.NEVER;
      if (!takeRequest(driver, head, input)) {
        return;
      }
    }
  }

  /// Hands a request on, and goes on with what is behind it.
  void deliver(Driver driver, Exchange exchange, InputBuffer input) throws PeerFault, IOException {
    if (handOn(driver, exchange, input)) {
      take(driver, input);
    }
  }

  /// There is no whole head: sends what is ready and waits for more.
  private void awaitMore(Driver driver, InputBuffer input) throws PeerFault, IOException {
    connection.keep(driver, input);
    if (!connection.flush(driver)) {
      return;
    }
    if (!input.isEmpty()) {
      if (connection.hasEnded()) {
        throw new PeerFault(Rule.HEAD_CUT);
      }
      if (since == Clock.NEVER) {
        since = Clock.now();
      }
      io.deadline(http.deadlines().head(since));
      return;
    }
    since = Clock.NEVER; // what has come was an empty line, which is no request
    if (connection.hasEnded() || http.isDraining()) {
      connection.closeWhenQuiet();
    }
  }

  /// Takes the body of a request, as far as it is here, and hands the request on.
  ///
  /// @return whether the driver goes on with the input
  private boolean takeRequest(Driver driver, Head head, InputBuffer input)
      throws PeerFault, IOException {
    if (head.expectation() == Head.Expectation.UNKNOWN) {
      throw new PeerFault(Rule.EXPECTATION);
    }
    var exchange = new Exchange(connection, head);
    if (http.options().proxies().isPresent()) {
      exchange.look(http.options().proxies().get());
    }
    if (head.framing() instanceof BodyFraming.None) {
      return handOn(driver, exchange, input);
    }
    switch (head.framing()) {
      case BodyFraming.None _ -> {}
      case BodyFraming.Sized(long length) -> {
        if (length > limits.smallBody()) {
          return stream(driver, exchange, new SizedBody(length), input);
        }
        var body = new SmallBody(exchange, (int) length);
        if (length <= input.size()) {
          body.take(input);
          exchange.content().is(body.bytes(), Headers.empty());
        } else if (head.expectation() == Head.Expectation.NONE) {
          return collect(driver, body, input);
        } else {
          return stream(driver, exchange, new SizedBody(length), input);
        }
      }
      case BodyFraming.Chunked _ -> {
        if (!decodeWhole(exchange, input)) {
          return stream(driver, exchange, new ChunkedBody(limits), input);
        }
      }
    }
    return handOn(driver, exchange, input);
  }

  /// Decodes a chunked body that is all here; if it is not, nothing has happened.
  private boolean decodeWhole(Exchange exchange, InputBuffer input) throws PeerFault {
    var decoder = new ChunkedBody(limits);
    byte[] content = new byte[Math.min(input.size(), limits.smallBody())];
    int start = input.start;
    int count = decoder.decode(input, content, 0, content.length);
    if (!decoder.isFinished()) {
      input.start = start;
      return false;
    }
    exchange.content().is(Arrays.copyOf(content, count), decoder.trailers());
    return true;
  }

  private boolean collect(Driver driver, SmallBody body, InputBuffer input) throws IOException {
    body.take(input);
    connection.keep(driver, input);
    var phase = new BodyPhase(connection, body);
    connection.enter(phase);
    if (connection.flush(driver)) {
      phase.awaitMore();
    }
    return false;
  }

  private boolean stream(Driver driver, Exchange exchange, BodyDecoder decoder, InputBuffer input)
      throws IOException {
    InputBuffer own = input == driver.input() ? input.copy() : input;
    boolean continueWanted =
        exchange.head().expectation() == Head.Expectation.CONTINUE && own.isEmpty();
    exchange
        .content()
        .comesFrom(new BodyStream(connection, exchange, decoder, own, continueWanted));
    return handOn(driver, exchange, new InputBuffer(0));
  }

  private boolean handOn(Driver driver, Exchange exchange, InputBuffer input) throws IOException {
    taking = null;
    return delivery.deliver(driver, exchange, input);
  }

  @Override
  public void ended() throws PeerFault {
    if (since != Clock.NEVER) {
      throw new PeerFault(Rule.HEAD_CUT);
    }
    connection.closeWhenQuiet();
  }

  @Override
  public void expired(Driver driver, long now) {
    boolean idle = since == Clock.NEVER;
    long end =
        idle
            ? http.deadlines().idle(connection.answers().order().quietSince())
            : http.deadlines().head(since);
    if (now < end) {
      io.deadline(end);
    } else if (idle) {
      io.close();
    } else {
      connection.refuse(driver, Rule.HEAD_LATE, null);
    }
  }

  @Override
  public void refused(Driver driver, Rule rule) {
    connection.refuse(driver, rule, taking);
  }
}
