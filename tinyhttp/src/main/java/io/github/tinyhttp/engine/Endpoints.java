package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.ProxyProtocol;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// The two ends of a connection: their addresses, by the socket or by a proxy in front of it, and
/// who is at the other one. Made when somebody asks.
public final class Endpoints {
  /// The socket; null for a request that came over none.
  private final @Nullable SocketChannel channel;

  private final SocketAddress remote;
  private final SocketAddress local;
  private final ProxyProtocol.@Nullable Header header;

  private Endpoints(
      @Nullable SocketChannel channel,
      SocketAddress remote,
      SocketAddress local,
      ProxyProtocol.@Nullable Header header) {
    this.channel = channel;
    this.remote = remote;
    this.local = local;
    this.header = header;
  }

  /// Those of a socket that is open.
  static Endpoints ofOpen(SocketChannel channel) throws IOException {
    return new Endpoints(channel, channel.getRemoteAddress(), channel.getLocalAddress(), null);
  }

  /// Those of an internet socket, which may be closed: the channel would not tell any more, but its
  /// socket does.
  static Endpoints ofInternet(SocketChannel channel) {
    Socket socket = channel.socket();
    return new Endpoints(
        channel, socket.getRemoteSocketAddress(), socket.getLocalSocketAddress(), null);
  }

  /// Those of a connection that has no socket.
  ///
  /// @param header what a proxy says in place of the addresses
  public static Endpoints of(
      SocketAddress remote, SocketAddress local, Optional<ProxyProtocol.Header> header) {
    var ends = new Endpoints(null, remote, local, null);
    return header.map(ends::toldBy).orElse(ends);
  }

  /// The same, with another address on this side.
  Endpoints at(SocketAddress address) {
    return new Endpoints(channel, remote, address, header);
  }

  /// What a proxy says in place of what the socket says.
  Endpoints toldBy(ProxyProtocol.Header proxy) {
    SocketAddress source = proxy.ends().map(ProxyProtocol.Addresses::source).orElse(remote);
    SocketAddress destination =
        proxy.ends().map(ProxyProtocol.Addresses::destination).orElse(local);
    return new Endpoints(channel, source, destination, proxy);
  }

  /// The client's address; of a Unix-domain socket mostly without a name.
  public SocketAddress remote() {
    return remote;
  }

  /// This side's address.
  public SocketAddress local() {
    return local;
  }

  /// What a proxy has said ahead of the client's bytes.
  public Optional<ProxyProtocol.Header> proxyHeader() {
    return Optional.ofNullable(header);
  }

  /// Whose process is at the other end, where the system tells: of a Unix-domain socket that is
  /// still open.
  public Optional<UnixDomainPrincipal> credentials() {
    if (channel == null) {
      return Optional.empty();
    }
    try {
      return channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
          ? Optional.of(channel.getOption(ExtendedSocketOptions.SO_PEERCRED))
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.empty();
    }
  }
}
