package io.github.tinyhttp.server;

import io.github.tinyhttp.wire.ListeningSocket;
import io.github.tinyhttp.wire.NioSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/// The loopback addresses of this machine, which `localhost` means.
final class Loopbacks {
  static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
  static final InetAddress IPV6 = InetAddress.ofLiteral("::1");

  /// How often a port is tried that is free on one address, but perhaps not on the other.
  private static final int MOST_ATTEMPTS = 20;

  private Loopbacks() {}

  /// Whether only clients of this machine reach a server at an address.
  static boolean isOne(SocketAddress address) {
    return !(address instanceof InetSocketAddress internet)
        || internet.getAddress() != null && internet.getAddress().isLoopbackAddress();
  }

  /// Binds the same port on each.
  ///
  /// @param port 0 for any that is free
  static List<ListeningSocket> bind(int port, int backlog) throws IOException {
    for (int attempt = 1; ; attempt++) {
      var bound = new ArrayList<ListeningSocket>();
      try {
        bind(bound, port, backlog);
        return bound;
      } catch (Throwable e) {
        for (ListeningSocket one : bound) {
          one.close();
        }
        boolean again = port == 0 && bound.size() == 1 && e instanceof BindException;
        if (!again || attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void bind(List<ListeningSocket> bound, int port, int backlog) throws IOException {
    int wanted = port;
    for (InetAddress address : addresses()) {
      ListeningSocket socket =
          NioSocket.Listening.bind(new InetSocketAddress(address, wanted), backlog);
      bound.add(socket);
      wanted = ((InetSocketAddress) socket.localAddress()).getPort();
    }
  }

  /// Those that this machine has; that of IPv4 if it seems to have none, so that binding it tells
  /// why.
  private static List<InetAddress> addresses() {
    if (!exists(IPV6)) {
      return List.of(IPV4);
    }
    return exists(IPV4) ? List.of(IPV4, IPV6) : List.of(IPV6);
  }

  /// Whether sockets can have that address here.
  static boolean exists(InetAddress address) {
    try {
      boolean family = address.equals(IPV4) || NioSocket.Listening.hasIpv6();
      return family && NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      return false;
    }
  }
}
