package io.github.tinyhttp;

import java.net.SocketAddress;
import java.util.Optional;

/// A listener accepts no connections for a while, or does so again. The library implements this,
/// and adds to it.
public interface PauseEvent {
  /// Where the server listens.
  SocketAddress listener();

  /// Why the operating system gives no connection, for example because no file descriptors are
  /// left; empty if there are as many connections as [Limits#connections()] allows.
  Optional<Throwable> cause();
}
