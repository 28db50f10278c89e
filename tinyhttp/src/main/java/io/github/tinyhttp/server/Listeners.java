package io.github.tinyhttp.server;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Listener.BindTarget;
import io.github.tinyhttp.wire.ListeningSocket;
import io.github.tinyhttp.wire.NioSocket;
import io.github.tinyhttp.wire.SocketFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Opens the sockets of listeners.
final class Listeners {
  private final List<Listener> listeners;
  private final int backlog;
  private final List<OpenListener> opened = new ArrayList<>();

  private Listeners(List<Listener> listeners, int backlog) {
    this.listeners = listeners;
    this.backlog = backlog;
  }

  /// Opens all of these listeners, or none. Several may share one socket: each then gets the
  /// connections to addresses of its family.
  ///
  /// @param backlog for listeners without one
  static List<OpenListener> open(List<Listener> listeners, int backlog) throws IOException {
    var opening = new Listeners(listeners, backlog);
    try {
      for (Listener listener : listeners) {
        opening.openOrSayWhyNot(listener);
      }
      return opening.opened;
    } catch (Throwable e) {
      close(opening.opened);
      throw e;
    }
  }

  /// Closes listeners of a server that cannot start.
  static void close(List<OpenListener> opened) {
    for (OpenListener one : opened) {
      one.remove();
      one.socket().closeAndLog();
    }
  }

  /// These listeners, those with one socket together.
  static Collection<List<OpenListener>> bySocket(List<OpenListener> listeners) {
    var sharing = new LinkedHashMap<ListeningSocket, List<OpenListener>>();
    for (OpenListener one : listeners) {
      List<OpenListener> known = sharing.get(one.socket());
      if (known == null) {
        known = new ArrayList<>(1);
        sharing.put(one.socket(), known);
      }
      known.add(one);
    }
    return sharing.values();
  }

  private void openOrSayWhyNot(Listener listener) throws IOException {
    try {
      open(listener);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "cannot listen on " + listener.target() + ": " + BindFailure.reason(e), e);
    }
  }

  private void open(Listener listener) throws IOException {
    int waiting = listener.backlog().orElse(backlog);
    BindTarget target = listener.target();
    // a switch over types would cost each start of a server some milliseconds
    if (target instanceof BindTarget.At(SocketAddress address)) {
      open(listener, address, waiting);
    } else if (target instanceof BindTarget.Localhost(int port)) {
      for (ListeningSocket socket : Loopbacks.bind(port, waiting)) {
        add(listener, socket);
      }
    } else if (target instanceof BindTarget.Given(var channel)) {
      add(listener, NioSocket.Listening.of(channel));
    } else {
      add(listener, NioSocket.Listening.inherited());
    }
  }

  private void open(Listener listener, SocketAddress address, int waiting) throws IOException {
    if (address instanceof UnixDomainSocketAddress path) {
      SocketFile file = SocketFile.bind(path.getPath(), listener.permissions(), waiting);
      opened.add(new OpenListener(listener, file.socket(), path, Optional.of(file)));
    } else if (address instanceof InetSocketAddress internet && isShared(internet)) {
      ListeningSocket socket = sharedBy(internet, waiting);
      opened.add(new OpenListener(listener, socket, internet, Optional.empty()));
    } else {
      add(listener, NioSocket.Listening.bind(address, waiting));
    }
  }

  private void add(Listener listener, ListeningSocket socket) {
    opened.add(new OpenListener(listener, socket, socket.localAddress(), Optional.empty()));
  }

  // ---- 0.0.0.0 and :: with one port

  /// Whether both wildcard addresses are wanted with this port. The socket of `::` takes the
  /// clients of IPv4 as well, so no second one can be bound beside it.
  private boolean isShared(InetSocketAddress address) {
    return address.getPort() != 0
        && !address.isUnresolved()
        && address.getAddress().isAnyLocalAddress()
        && wants("0.0.0.0", address.getPort())
        && wants("::", address.getPort())
        && NioSocket.Listening.hasIpv6();
  }

  private boolean wants(String wildcard, int port) {
    var target = new BindTarget.At(new InetSocketAddress(InetAddress.ofLiteral(wildcard), port));
    for (Listener listener : listeners) {
      if (listener.target().equals(target)) {
        return true;
      }
    }
    return false;
  }

  private ListeningSocket sharedBy(InetSocketAddress address, int waiting) throws IOException {
    for (OpenListener one : opened) {
      if (one.address() instanceof InetSocketAddress other
          && other.getPort() == address.getPort()
          && other.getAddress().isAnyLocalAddress()
          && !other.equals(address)) {
        return one.socket();
      }
    }
    InetAddress both = InetAddress.ofLiteral("::");
    return NioSocket.Listening.bind(new InetSocketAddress(both, address.getPort()), waiting);
  }
}
