package io.github.tinyhttp.server;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/// The host of a URI under which a client on this machine reaches an address that is listened on.
final class ReachableHost {
  private ReachableHost() {}

  /// @param all addresses of the server
  static String of(InetSocketAddress address, List<SocketAddress> all) {
    InetAddress host = address.getAddress();
    return literal(host.isAnyLocalAddress() ? loopback(address, all) : host);
  }

  /// A loopback address in the place of a wildcard. `::` is reached by both families, unless
  /// another listener has the clients of IPv4.
  private static InetAddress loopback(InetSocketAddress wildcard, List<SocketAddress> all) {
    if (wildcard.getAddress() instanceof Inet4Address) {
      return Loopbacks.IPV4;
    }
    boolean apart =
        all.contains(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), wildcard.getPort()));
    return apart || !Loopbacks.exists(Loopbacks.IPV4) ? Loopbacks.IPV6 : Loopbacks.IPV4;
  }

  /// The address as a URI has it. A link-local address leads nowhere without its zone, which is
  /// written as a number: a URI takes few of the characters that an interface's name may have.
  private static String literal(InetAddress address) {
    if (!(address instanceof Inet6Address literal)) {
      return address.getHostAddress();
    }
    String text = literal.getHostAddress();
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    return "[" + plain + (literal.getScopeId() > 0 ? "%" + literal.getScopeId() : "") + "]";
  }
}
