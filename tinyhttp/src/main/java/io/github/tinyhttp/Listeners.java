package io.github.tinyhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Addresses to listen on: as text, as sockets, and as URIs.
final class Listeners {
  private Listeners() {}

  /// The address that a text such as `0.0.0.0:8000`, `[::1]:0` or `localhost:8080` means.
  ///
  /// @throws IllegalArgumentException if the text is no host with a port
  static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(colon, 0));
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("host:port wanted, not " + text);
    }
    try {
      return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("host:port wanted, not " + text, e);
    }
  }

  /// Sockets that listen on all of these addresses, or on none.
  ///
  /// @param backlog how many connections the system may hold for us before we accept them
  static List<ServerSocketChannel> open(List<SocketAddress> addresses, int backlog)
      throws IOException {
    var all = new ArrayList<ServerSocketChannel>();
    for (SocketAddress address : addresses) {
      try {
        all.add(open(address, backlog));
      } catch (IOException | RuntimeException e) {
        for (ServerSocketChannel opened : all) {
          opened.close();
        }
        throw new IOException("cannot listen on " + address + ": " + reason(e), e);
      }
    }
    return all;
  }

  private static @Nullable String reason(Exception cause) {
    return cause instanceof UnresolvedAddressException
        ? "the host name is not known" // the exception itself says nothing
        : cause.getMessage();
  }

  private static ServerSocketChannel open(SocketAddress address, int backlog) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, backlog);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// A URI under which a client on this machine reaches a server on `address`.
  static URI uri(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (host.isAnyLocalAddress()) {
      host = InetAddress.getLoopbackAddress();
    }
    String text = host.getHostAddress();
    boolean literal = text.indexOf(':') >= 0;
    return URI.create("http://" + (literal ? "[" + text + "]" : text) + ":" + address.getPort());
  }
}
