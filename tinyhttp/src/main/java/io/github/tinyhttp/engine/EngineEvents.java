package io.github.tinyhttp.engine;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// What an engine tells its owner. The driver or the watchdog calls it, and must not wait.
public interface EngineEvents {
  /// No connection is accepted for a while. Told once until [#acceptResumed].
  ///
  /// @param cause why the operating system gives none; null if there are as many as there may be
  void acceptPaused(SocketAddress listener, @Nullable Throwable cause);

  /// A connection was accepted again.
  ///
  /// @param cause as it was told at the pause
  void acceptResumed(SocketAddress listener, @Nullable Throwable cause);

  /// A connection is about to be closed because it holds too much memory, or all of them do and
  /// this one as much as any other.
  void memoryExceeded(Connection connection);

  /// A loop was taken from a driver in a handler.
  void loopHandedOver(Thread driver);

  /// Tasks hold all threads of their kind, and the next ones run on platform threads.
  void threadsHeld();
}
