package io.github.tinyhttp.server;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.wire.ListeningSocket;
import io.github.tinyhttp.wire.NioSocket;
import io.github.tinyhttp.wire.SocketFile;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Opens the sockets of listeners.
final class Listeners {
  private Listeners() {}

  /// Opens all of these listeners, or none.
  ///
  /// @param backlog for listeners without one
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
        throw new IOException("cannot listen on " + listener.target() + ": " + e.getMessage(), e);
      }
    }
    return all;
  }

  private static OpenListener open(Listener listener, int backlog) throws IOException {
    Listener.BindTarget target = listener.target();
    // a switch over types would cost each start of a server some milliseconds
    if (target instanceof Listener.BindTarget.At(SocketAddress address)) {
      if (address instanceof UnixDomainSocketAddress path) {
        SocketFile file = SocketFile.bind(path.getPath(), listener.permissions(), backlog);
        return new OpenListener(listener, file.socket(), path, Optional.of(file));
      }
      return open(listener, NioSocket.Listening.bind(address, backlog));
    }
    if (target instanceof Listener.BindTarget.Given(var channel)) {
      return open(listener, NioSocket.Listening.of(channel));
    }
    return open(listener, NioSocket.Listening.inherited());
  }

  private static OpenListener open(Listener listener, ListeningSocket socket) {
    return new OpenListener(listener, socket, socket.localAddress(), Optional.empty());
  }
}
