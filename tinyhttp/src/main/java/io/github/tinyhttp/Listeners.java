package io.github.tinyhttp;

import io.github.tinyhttp.wire.ListeningSocket;
import io.github.tinyhttp.wire.NioSocket;
import io.github.tinyhttp.wire.SocketFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    try {
      if (!host.isEmpty() && !host.contains("/")) {
        return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
      }
    } catch (IllegalArgumentException _) {
      // no number, or no port
    }
    throw new IllegalArgumentException(
        "an address such as 0.0.0.0:8000 or localhost:8000 wanted, not \"" + text + "\"");
  }

  /// Opens all of these listeners, or none.
  ///
  /// @param backlog of those that say nothing about it
  static List<OpenListener> open(List<Listener> listeners, int backlog) throws IOException {
    var all = new ArrayList<OpenListener>();
    for (Listener listener : listeners) {
      try {
        all.add(open(listener, listener.backlog().orElse(backlog)));
      } catch (IOException | RuntimeException e) {
        for (OpenListener opened : all) {
          opened.remove();
          opened.socket().close();
        }
        throw new IOException("cannot listen on " + listener.place() + ": " + e.getMessage(), e);
      }
    }
    return all;
  }

  private static OpenListener open(Listener listener, int backlog) throws IOException {
    return switch (listener.place()) {
      case Listener.BindTarget.At(UnixDomainSocketAddress address) -> {
        SocketFile file = SocketFile.bind(address.getPath(), listener.permissions(), backlog);
        yield new OpenListener(listener, file.socket(), address, Optional.of(file));
      }
      case Listener.BindTarget.At(SocketAddress address) ->
          open(listener, NioSocket.Listening.bind(address, backlog));
      case Listener.BindTarget.Given(var channel) ->
          open(listener, NioSocket.Listening.of(channel));
      case Listener.BindTarget.Inherited _ -> open(listener, NioSocket.Listening.inherited());
    };
  }

  private static OpenListener open(Listener listener, ListeningSocket socket) {
    return new OpenListener(listener, socket, socket.localAddress(), Optional.empty());
  }

  /// A URI under which a client on this machine reaches a server on `address`.
  static URI uri(String scheme, InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (host.isAnyLocalAddress()) {
      host = InetAddress.getLoopbackAddress();
    }
    String text = host.getHostAddress();
    boolean literal = text.indexOf(':') >= 0;
    return URI.create(
        scheme + "://" + (literal ? "[" + text + "]" : text) + ":" + address.getPort());
  }
}
