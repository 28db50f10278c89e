package io.github.tinyhttp;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.engine.ProxyPrelude;
import io.github.tinyhttp.engine.TlsHandshakePlan;
import io.github.tinyhttp.http1.Http1;
import io.github.tinyhttp.tls.Tls;
import io.github.tinyhttp.wire.TlsBuffers;
import java.util.function.Function;

/// What connections speak before HTTP. For each listener that is a function from a new connection
/// to its first protocol, put together of what the listener asks for:
///
/// ```
/// PROXY header -> TLS handshake -> HTTP
/// PROXY header -> HTTP that only ever says where https is spoken
/// ```
///
/// Each of the first two may be missing.
final class ConnectionSetup implements AutoCloseable {
  private final Http1 http;
  private final Timeouts timeouts;
  private final HandshakeThreads handshakes = new HandshakeThreads();
  private final TlsBuffers tlsBuffers = new TlsBuffers();

  ConnectionSetup(Http1 http, Timeouts timeouts) {
    this.http = http;
    this.timeouts = timeouts;
  }

  /// How connections begin that come in there.
  Function<Connection, Protocol> of(OpenListener opened) {
    Function<Connection, Protocol> first = first(opened.listener());
    if (opened.file().isEmpty()) {
      return first;
    }
    return connection -> { // the socket may know its file by another name
      connection.ends(connection.ends().at(opened.address()));
      return first.apply(connection);
    };
  }

  private Function<Connection, Protocol> first(Listener listener) {
    Function<Connection, Protocol> then = behindHeader(listener);
    if (listener.proxies().isEmpty()) {
      return then;
    }
    var prelude =
        new ProxyPrelude.Plan(listener.proxies(), timeouts.handshake(), then, http::refusedEarly);
    return connection -> new ProxyPrelude(connection, prelude);
  }

  private Function<Connection, Protocol> behindHeader(Listener listener) {
    if (listener.httpsPort().isPresent()) {
      int port = listener.httpsPort().getAsInt();
      return connection -> http.redirect(connection, port);
    }
    return listener.tls().map(this::secured).orElse(http::speak);
  }

  private Function<Connection, Protocol> secured(Tls tls) {
    return new TlsHandshakePlan(
        tls::engine,
        handshakes,
        timeouts.handshake(),
        timeouts.linger(),
        http::toPlainHttp,
        http::handshakeFailed,
        http::speak,
        tlsBuffers);
  }

  /// Ends the threads of handshakes.
  @Override
  public void close() {
    handshakes.close();
  }
}
