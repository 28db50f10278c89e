package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.ProxyHeader;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.semantics.Forwarding;
import io.github.tinyhttp.syntax.Host;
import io.github.tinyhttp.wire.ProxyProtocol;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a request came from: what the connection knows, and what trusted proxies say in the fields
/// of the request.
final class RequestOrigin {
  private final Request request;
  private final ConnectionInfo connection;
  private final @Nullable Forwarding forwarding;

  private RequestOrigin(
      Request request, ConnectionInfo connection, @Nullable Forwarding forwarding) {
    this.request = request;
    this.connection = connection;
    this.forwarding = forwarding;
  }

  /// The origin of a request that no trusted proxy speaks for.
  static RequestOrigin direct(Request request, ConnectionInfo connection) {
    return new RequestOrigin(request, connection, null);
  }

  /// The origin that a trusted proxy tells, or the direct one where the peer is not trusted.
  ///
  /// @return empty if what a trusted proxy says is malformed
  static Optional<RequestOrigin> of(Request request, ConnectionInfo connection, Proxies proxies) {
    SocketAddress peer = connection.endpoints().remote();
    if (!proxies.trusts(peer)) {
      return Optional.of(direct(request, connection));
    }
    return Forwarding.of(proxies, peer, request.headers())
        .filter(told -> told.host().stream().allMatch(Host::isHost))
        .map(told -> new RequestOrigin(request, connection, told));
  }

  boolean isForwarded() {
    return forwarding != null;
  }

  SocketAddress client() {
    Forwarding told = forwarding;
    return told == null ? connection.endpoints().remote() : told.client();
  }

  String scheme() {
    Forwarding told = forwarding;
    return told == null ? ownScheme() : told.scheme().orElseGet(this::ownScheme);
  }

  private String ownScheme() {
    boolean secure = connection.isSecure() || proxyHeader().flatMap(ProxyHeader::tls).isPresent();
    return secure ? "https" : "http";
  }

  Optional<String> host() {
    Forwarding told = forwarding;
    return told == null ? request.authority() : told.host().or(request::authority);
  }

  Optional<ProxyHeader> proxyHeader() {
    return connection.endpoints().proxyHeader().map(RequestOrigin::header);
  }

  private static ProxyHeader header(ProxyProtocol.Header header) {
    return new ProxyHeader(
        header.ends().map(ProxyProtocol.Addresses::source),
        header.ends().map(ProxyProtocol.Addresses::destination),
        header.values().stream()
            .map(value -> new ProxyHeader.Value(value.type(), value.bytes()))
            .toList());
  }
}
