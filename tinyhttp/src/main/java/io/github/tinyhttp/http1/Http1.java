package io.github.tinyhttp.http1;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.HttpsRedirect;
import io.github.tinyhttp.exchange.LibraryResponses;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;

/// HTTP/1.1 and HTTP/1.0 for the listeners of one server: what their connections have in common.
/// The door of this room.
public final class Http1 {
  /// The largest part of a file that a driver sends itself.
  private static final int MOST_SENT_INLINE = 256 << 10;

  private final Dispatcher dispatcher;
  private final Limits limits;
  private final Optional<Proxies> proxies;
  private final ResponseEncoder encoder;
  private final ConnectionTimer timer;

  /// Where requests are sent, if they are not for the application.
  private final Optional<HttpsRedirect> redirect;

  /// Permits for drivers to send files inline. One for each loop, so slow clients can pin only that
  /// many threads.
  private final Semaphore sendingDrivers;

  /// @param dispatcher brings requests to the application
  public Http1(ServerOptions options, Dispatcher dispatcher) {
    this(options, dispatcher, Optional.empty());
  }

  /// @param redirect where requests are sent, if they are not for the application
  public Http1(ServerOptions options, Dispatcher dispatcher, Optional<HttpsRedirect> redirect) {
    this.dispatcher = dispatcher;
    this.redirect = redirect;
    this.limits = options.limits();
    this.proxies = options.proxies();
    this.encoder = new ResponseEncoder(new HeadWriter(options.name()));
    this.timer = new ConnectionTimer(dispatcher.deadlines());
    this.sendingDrivers = new Semaphore(options.loops());
  }

  /// Makes the protocol that goes on with a connection whose first bytes are not HTTP/1's, from the
  /// bytes that have come.
  public interface Successor extends BiFunction<Connection, InputBuffer, Protocol> {}

  /// The protocol of a new connection.
  public Protocol speak(Connection connection) {
    dispatcher.events().connected(connection);
    return new Http1Connection(connection, this);
  }

  /// The protocol of a new connection.
  ///
  /// @param http2 goes on if the client's first bytes are those of HTTP/2
  public Protocol speak(Connection connection, Successor http2) {
    dispatcher.events().connected(connection);
    var begun = new Http1Connection(connection, this);
    begun.input().expect(new PriorKnowledge(connection, dispatcher, http2));
    return begun;
  }

  /// Whether the library itself responds to a request; then it has its response.
  boolean isOwn(PipelinedCarrier carrier) {
    return dispatcher.isOwn(carrier.request(), carrier.head().isServerWide(), redirect);
  }

  /// The response to a client that speaks HTTP where TLS is spoken.
  ///
  /// @param first the first bytes it has sent
  public ByteBuffer toPlainHttp(ByteBuffer first) {
    var input = new InputBuffer(0);
    input.append(first);
    Head head = Head.unreadable(input);
    Response response = LibraryResponses.notSecured();
    var batch = new WriteBatch(512);
    ResponseFraming framing =
        ResponseFraming.of(head, response, ResponseFraming.Length.KNOWN, true);
    encoder.encode(batch, head, response, framing, Clock.now());
    return ByteBuffer.wrap(batch.take());
  }

  /// Tells those who watch that a client broke a rule before a request was understood.
  void tellRefused(Connection connection, Rule rule) {
    dispatcher.events().refused(connection, rule.status(), rule);
  }

  /// Tells those who watch that a client broke a rule in or behind a request.
  void tellRefused(Connection connection, Rule rule, ServerRequest request) {
    dispatcher.events().refused(connection, rule.status(), rule, request);
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  Limits limits() {
    return limits;
  }

  Optional<Proxies> proxies() {
    return proxies;
  }

  ConnectionTimer timer() {
    return timer;
  }

  ResponseEncoder encoder() {
    return encoder;
  }

  /// Sends a file as if the handler had done so itself, if it is one that the socket may take in
  /// one go: to wake another thread for it costs as much as to open and send it. When the socket
  /// does not take it, this thread loses its loop and waits.
  ///
  /// @return whether the response was sent
  boolean isSentAsFile(PipelinedCarrier carrier) {
    OptionalLong count = carrier.response().body().count();
    if (count.isEmpty() || count.getAsLong() > MOST_SENT_INLINE || !sendingDrivers.tryAcquire()) {
      return false;
    }
    try {
      carrier.send();
      return true;
    } finally {
      sendingDrivers.release();
    }
  }
}
