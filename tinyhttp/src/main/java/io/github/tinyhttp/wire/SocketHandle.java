package io.github.tinyhttp.wire;

import java.io.Closeable;
import java.net.SocketAddress;

/// An open socket of either kind, as far as a poller has to know it. The implementations of
/// [Socket] and [ListeningSocket] come in pairs, and a poller takes the sockets of its own pair
/// only.
public interface SocketHandle extends Closeable {
  /// The address of this side. It stays known after the socket is closed.
  SocketAddress localAddress();
}
