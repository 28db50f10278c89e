package io.github.tinyhttp.server;

import io.github.tinyhttp.Listener;
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
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Function;

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
  private final Http1 http;
  private final Dispatcher dispatcher;
  private final Timeouts timeouts;
  private final HandshakeThreads handshakes = new HandshakeThreads();
  private final TlsBuffers tlsBuffers = new TlsBuffers();

  ConnectionSetup(Http1 http, Dispatcher dispatcher, Timeouts timeouts) {
    this.http = http;
    this.dispatcher = dispatcher;
    this.timeouts = timeouts;
  }

  /// The first protocol of each connection that these listeners accept.
  ///
  /// @param sharing listeners with one socket; if there are two, one is of IPv4 and one of IPv6
  Function<Connection, Protocol> of(List<OpenListener> sharing) {
    if (sharing.size() == 1) {
      return of(sharing.getFirst());
    }
    boolean first = isIpv4(sharing.getFirst().address());
    Function<Connection, Protocol> ipv4 = of(first ? sharing.getFirst() : sharing.getLast());
    Function<Connection, Protocol> ipv6 = of(first ? sharing.getLast() : sharing.getFirst());
    return connection -> (isIpv4(connection.endpoints().local()) ? ipv4 : ipv6).apply(connection);
  }

  private static boolean isIpv4(SocketAddress address) {
    return address instanceof InetSocketAddress internet
        && internet.getAddress() instanceof Inet4Address;
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
      return connection -> http.redirect(connection, redirect);
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
        this::handshakeFailed,
        http::speak,
        tlsBuffers);
  }

  private void refused(Connection connection, String rule) {
    dispatcher.events().refused(connection.endpoints().remote(), new Status(400), rule);
  }

  private void handshakeFailed(Connection connection, Throwable cause) {
    dispatcher.events().handshakeFailed(connection.endpoints().remote(), cause);
  }

  /// Ends the threads of handshakes.
  @Override
  public void close() {
    handshakes.close();
  }
}
