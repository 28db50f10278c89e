package io.github.tinyhttp.engine;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The wait of a connection's writer for the socket to take bytes. Safe for use by several threads,
/// one of which may wait.
final class WriterWait {
  private volatile @Nullable Thread waiting;

  /// The caller is about to wait, and next makes sure that [#wake()] is called.
  void begin() {
    waiting = Thread.currentThread();
  }

  /// Waits for [#wake()], or for the connection to be closed.
  ///
  /// @return false after `nanos`
  /// @throws java.io.InterruptedIOException if the thread was interrupted; it still is
  boolean await(long nanos, Connection connection) throws InterruptedIOException {
    var wait = new ParkDeadline(nanos);
    try {
      while (waiting != null && !connection.isClosed()) {
        if (!wait.park(connection)) {
          return false;
        }
      }
      return true;
    } finally {
      waiting = null;
    }
  }

  /// Ends the wait.
  ///
  /// @return whether a thread waited
  boolean wake() {
    Thread thread = waiting;
    if (thread == null) {
      return false;
    }
    waiting = null;
    LockSupport.unpark(thread);
    return true;
  }

  /// Lets a thread that waits see that the connection is closed.
  void recheck() {
    LockSupport.unpark(waiting);
  }

  @Override
  public String toString() {
    Thread thread = waiting;
    return thread == null ? "" : ", writer waits: " + thread.getName();
  }
}
