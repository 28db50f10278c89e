package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.ProxyProtocol;
import io.github.tinyhttp.wire.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// The addresses of both ends of a connection, as the socket knows them or as a proxy reports them,
/// and the credentials of the peer.
public final class Endpoints {
  /// The socket; null for a request that came over none.
  private final @Nullable Socket socket;

  private final SocketAddress remote;
  private final SocketAddress local;
  private final ProxyProtocol.@Nullable Header header;

  private Endpoints(
      @Nullable Socket socket,
      SocketAddress remote,
      SocketAddress local,
      ProxyProtocol.@Nullable Header header) {
    this.socket = socket;
    this.remote = remote;
    this.local = local;
    this.header = header;
  }

  /// The endpoints of a socket, which may be closed.
  static Endpoints of(Socket socket) {
    return new Endpoints(socket, socket.remoteAddress(), socket.localAddress(), null);
  }

  /// The same endpoints with another local address.
  public Endpoints at(SocketAddress address) {
    return new Endpoints(socket, remote, address, header);
  }

  /// The ends of a connection that has no socket.
  ///
  /// @param header the addresses that a proxy reports in place of the connection's
  public static Endpoints of(
      SocketAddress remote, SocketAddress local, Optional<ProxyProtocol.Header> header) {
    var ends = new Endpoints(null, remote, local, null);
    return header.map(ends::reportedBy).orElse(ends);
  }

  /// The endpoints that a proxy reports; those of the socket where the header reports none.
  Endpoints reportedBy(ProxyProtocol.Header proxy) {
    SocketAddress source = proxy.ends().map(ProxyProtocol.Addresses::source).orElse(remote);
    SocketAddress destination =
        proxy.ends().map(ProxyProtocol.Addresses::destination).orElse(local);
    return new Endpoints(socket, source, destination, proxy);
  }

  /// The address of the client; a client of a Unix-domain socket mostly has no name.
  public SocketAddress remote() {
    return remote;
  }

  /// The address of this side.
  public SocketAddress local() {
    return local;
  }

  /// The header that a proxy has sent ahead of the client's bytes.
  public Optional<ProxyProtocol.Header> proxyHeader() {
    return Optional.ofNullable(header);
  }

  /// The user and group of the process at the other end of a Unix-domain socket, while it is open
  /// and if the operating system tells.
  public Optional<UnixDomainPrincipal> credentials() {
    return socket == null ? Optional.empty() : socket.peerCredentials();
  }
}
