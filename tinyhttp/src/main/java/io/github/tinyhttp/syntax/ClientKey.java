package io.github.tinyhttp.syntax;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// Who counts as one client. All addresses of an IPv6 network of 64 bits do, because any client has
/// that many, and so do all clients of Unix-domain sockets.
///
/// @param bits an IPv4 address, or the first 64 bits of an IPv6 address
public record ClientKey(Family family, long bits) {
  /// What the bits are.
  public enum Family {
    /// An IPv4 address.
    IPV4,

    /// The first half of an IPv6 address.
    IPV6,

    /// Nothing: the address is none of the internet.
    OTHER
  }

  private static final ClientKey OTHERS = new ClientKey(Family.OTHER, 0);

  /// The client at that address.
  public static ClientKey of(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet) || internet.isUnresolved()) {
      return OTHERS;
    }
    InetAddress ip = internet.getAddress();
    var bytes = ByteBuffer.wrap(ip.getAddress());
    return ip instanceof Inet6Address
        ? new ClientKey(Family.IPV6, bytes.getLong())
        : new ClientKey(Family.IPV4, bytes.getInt());
  }
}
