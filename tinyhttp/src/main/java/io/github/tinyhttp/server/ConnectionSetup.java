package io.github.tinyhttp.server;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.engine.ProxyPrelude;
import io.github.tinyhttp.engine.TlsHandshakePlan;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.HttpsRedirect;
import io.github.tinyhttp.http1.Http1;
import io.github.tinyhttp.syntax.Networks;
import io.github.tinyhttp.tls.Tls;
import io.github.tinyhttp.wire.TlsBuffers;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What connections speak before HTTP. For each listener this is a function from a new connection
/// to its first protocol, put together from what the listener asks for:
///
/// ```
/// PROXY header -> TLS handshake -> HTTP
/// PROXY header -> HTTP that redirects every request to https
/// ```
///
/// The PROXY header and the TLS handshake may each be missing.
final class ConnectionSetup implements AutoCloseable {
  private final ServerOptions options;
  private final Dispatcher dispatcher;
  private final Timeouts timeouts;
  private final Http1 http;
  private final TlsBuffers tlsBuffers = new TlsBuffers();

  /// The threads of handshakes; null if no listener speaks TLS.
  private @Nullable HandshakeThreads handshakes;

  ConnectionSetup(ServerOptions options, Dispatcher dispatcher) {
    this.options = options;
    this.dispatcher = dispatcher;
    this.timeouts = options.timeouts();
    this.http = new Http1(options, dispatcher);
  }

  /// The first protocol of each connection that this listener accepts.
  Function<Connection, Protocol> of(OpenListener opened) {
    Function<Connection, Protocol> first = first(opened.listener());
    if (opened.file().isEmpty()) {
      return first;
    }
    return connection -> { // the socket may know its file by another name
      connection.ends(connection.endpoints().at(opened.address()));
      return first.apply(connection);
    };
  }

  private Function<Connection, Protocol> first(Listener listener) {
    Function<Connection, Protocol> then = behindHeader(listener);
    if (listener.proxies().isEmpty()) {
      return then;
    }
    Networks trusted = Networks.of(listener.proxies());
    var prelude = new ProxyPrelude.Plan(trusted, timeouts.handshake(), then, this::refused);
    return connection -> new ProxyPrelude(connection, prelude);
  }

  private Function<Connection, Protocol> behindHeader(Listener listener) {
    if (listener.httpsPort().isPresent()) {
      var redirect = new HttpsRedirect(listener.httpsPort().getAsInt());
      return new Http1(options, dispatcher, Optional.of(redirect))::speak;
    }
    return listener.tls().map(this::secured).orElse(http::speak);
  }

  private Function<Connection, Protocol> secured(Tls tls) {
    HandshakeThreads threads = handshakes == null ? new HandshakeThreads() : handshakes;
    handshakes = threads;
    return new TlsHandshakePlan(
        tls::engine,
        threads,
        timeouts.handshake(),
        timeouts.linger(),
        http::toPlainHttp,
        this::handshakeFailed,
        http::speak,
        tlsBuffers);
  }

  private void refused(Connection connection, String rule) {
    dispatcher.events().refused(connection.remote(), new Status(400), rule);
  }

  private void handshakeFailed(Connection connection, Throwable cause) {
    dispatcher.events().handshakeFailed(connection.remote(), cause);
  }

  /// Ends the threads of handshakes.
  @Override
  public void close() {
    if (handshakes != null) {
      handshakes.close();
    }
  }
}
