package io.github.tinyhttp.filters;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// Who counts as one client.
///
/// @param bits an IPv4 address, or the first 64 bits of an IPv6 address
record ClientKey(Family family, long bits) {
  /// What the bits are.
  enum Family {
    IPV4,
    IPV6,
    OTHER
  }

  private static final ClientKey OTHERS = new ClientKey(Family.OTHER, 0);

  static ClientKey of(SocketAddress address) {
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
