package io.github.tinyhttp.server;

import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.engine.ClientConnections;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.ExcessConnection;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.engine.ProxyPrelude;
import io.github.tinyhttp.engine.TlsHandshakePlan;
import io.github.tinyhttp.engine.Workers;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.HttpsRedirect;
import io.github.tinyhttp.exchange.OtherRule;
import io.github.tinyhttp.http1.Http1;
import io.github.tinyhttp.http2.Http2;
import io.github.tinyhttp.syntax.Networks;
import io.github.tinyhttp.tls.Tls;
import io.github.tinyhttp.transcript.Transcripts;
import io.github.tinyhttp.wire.TlsBuffers;
import io.github.tinyhttp.wire.TlsTransport;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// What connections speak before HTTP. For each listener this is a function from a new connection
/// to its first protocol, put together from what the listener asks for:
///
/// ```
/// PROXY header -> TLS handshake -> HTTP/2 or HTTP/1, as ALPN has agreed (RFC 7301)
/// PROXY header -> HTTP/1 -> HTTP/2, if the first bytes are its preface (RFC 9113 §3.3)
/// ```
///
/// The PROXY header and the TLS handshake may each be missing. HTTP without TLS may redirect every
/// request to https.
final class ConnectionSetup {
  private static final String[] BOTH = {"h2", "http/1.1"};
  private static final String[] HTTP_2 = {"h2"};
  private static final String[] HTTP_1 = {"http/1.1"};

  private static final OtherRule TOO_MANY_CONNECTIONS =
      new OtherRule(
          "TOO_MANY_CONNECTIONS",
          "Limits.connectionsPerClient",
          "a client has as many connections as it may");

  private final ServerOptions options;
  private final Dispatcher dispatcher;
  private final Timeouts timeouts;
  private final Http1 http1;
  private final Http2 http2;
  private final TlsBuffers tlsBuffers = new TlsBuffers();

  private final Workers workers;
  private final Optional<Transcripts> transcripts;

  /// Counts the connections of each client; empty if they are not bounded.
  private final Optional<ClientConnections> clients;

  /// @param workers run the arithmetic of TLS handshakes
  /// @param transcripts record what goes over connections, if the options want that
  ConnectionSetup(
      ServerOptions options,
      Dispatcher dispatcher,
      Workers workers,
      Optional<Transcripts> transcripts) {
    this.transcripts = transcripts;
    this.options = options;
    this.dispatcher = dispatcher;
    this.workers = workers;
    int most = options.limits().connectionsPerClient();
    this.clients =
        most == Integer.MAX_VALUE ? Optional.empty() : Optional.of(new ClientConnections(most));
    this.timeouts = options.timeouts();
    this.http1 = new Http1(options, dispatcher);
    this.http2 = new Http2(options, dispatcher, Optional.empty());
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
    Function<Connection, Protocol> first = recorded(first(opened.listener()), opened.listener());
    if (opened.file().isEmpty()) {
      return first;
    }
    return connection -> { // the socket may know its file by another name
      connection.ends(connection.endpoints().at(opened.address()));
      return first.apply(connection);
    };
  }

  /// The same, with a transcript if there is one.
  private Function<Connection, Protocol> recorded(
      Function<Connection, Protocol> then, Listener listener) {
    if (transcripts.isEmpty()) {
      return then;
    }
    Transcripts all = transcripts.orElseThrow();
    boolean proxied = !listener.proxies().isEmpty();
    return connection -> {
      SocketAddress local = connection.endpoints().local();
      connection.tap(socket -> all.recorded(socket, connection.number(), local, proxied));
      return then.apply(connection);
    };
  }

  private Function<Connection, Protocol> first(Listener listener) {
    Networks trusted = Networks.of(listener.proxies());
    Function<Connection, Protocol> then = admitted(behindHeader(listener), trusted);
    if (trusted.isEmpty()) {
      return then;
    }
    var prelude = new ProxyPrelude.Plan(trusted, timeouts.handshake(), then, this::refused);
    return connection -> new ProxyPrelude(connection, prelude);
  }

  /// The same for clients that have fewer connections than they may.
  ///
  /// @param trusted whence only proxies connect
  private Function<Connection, Protocol> admitted(
      Function<Connection, Protocol> then, Networks trusted) {
    if (clients.isEmpty()) {
      return then;
    }
    ClientConnections counted = clients.orElseThrow();
    return connection -> {
      SocketAddress remote = connection.remote();
      boolean isProxy =
          trusted.contains(remote)
              || options.proxies().filter(proxies -> proxies.trusts(remote)).isPresent();
      if (isProxy || counted.admits(connection)) {
        return then.apply(connection);
      }
      dispatcher.events().refused(connection, new Status(503), TOO_MANY_CONNECTIONS);
      return new ExcessConnection(connection);
    };
  }

  private Function<Connection, Protocol> behindHeader(Listener listener) {
    return listener.tls().map(tls -> secured(tls, listener)).orElseGet(() -> plain(listener));
  }

  private Function<Connection, Protocol> plain(Listener listener) {
    Optional<HttpsRedirect> redirect =
        listener.httpsPort().isPresent()
            ? Optional.of(new HttpsRedirect(listener.httpsPort().getAsInt()))
            : Optional.empty();
    var older = new Http1(options, dispatcher, redirect);
    var newer = new Http2(options, dispatcher, redirect);
    if (!listener.versions().contains(HttpVersion.HTTP_2)) {
      return older::speak;
    }
    if (!listener.versions().contains(HttpVersion.HTTP_1_1)) {
      return newer::speak;
    }
    return connection -> older.speak(connection, newer::goOn);
  }

  private Function<Connection, Protocol> secured(Tls tls, Listener listener) {
    boolean newer = listener.versions().contains(HttpVersion.HTTP_2);
    boolean older = listener.versions().contains(HttpVersion.HTTP_1_1);
    String[] protocols = newer && older ? BOTH : newer ? HTTP_2 : HTTP_1;
    return new TlsHandshakePlan(
        () -> engine(tls, protocols),
        workers.handshakes(),
        timeouts.handshake(),
        timeouts.linger(),
        http1::toPlainHttp,
        this::handshakeFailed,
        older ? this::agreed : this::agreedOnHttp2,
        tlsBuffers);
  }

  private static SSLEngine engine(Tls tls, String[] protocols) {
    SSLEngine engine = tls.engine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /// What the handshake has agreed on; HTTP/1 with a client that knows no ALPN.
  private Protocol agreed(Connection connection) {
    dispatcher.events().handshakeDone(connection);
    TlsTransport tls = connection.tls();
    boolean newer = tls != null && tls.applicationProtocol().filter("h2"::equals).isPresent();
    return newer ? http2.speak(connection) : http1.speak(connection);
  }

  private Protocol agreedOnHttp2(Connection connection) {
    dispatcher.events().handshakeDone(connection);
    return http2.speak(connection);
  }

  private void refused(Connection connection, String rule) {
    dispatcher
        .events()
        .refused(
            connection, new Status(400), new OtherRule("PROXY_HEADER", "PROXY protocol", rule));
  }

  private void handshakeFailed(Connection connection, Throwable cause) {
    dispatcher.events().handshakeFailed(connection, cause);
  }
}
