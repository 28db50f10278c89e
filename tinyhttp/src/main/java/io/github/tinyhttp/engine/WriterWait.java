package io.github.tinyhttp.engine;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One wait of a connection's writer for the socket to take bytes. It is made by the thread that
/// waits, before that makes sure of a call of [#end].
final class WriterWait {
  private final Thread thread = Thread.currentThread();
  private volatile boolean ended;

  /// Waits for [#end], or for the connection to be closed.
  ///
  /// @return false after `nanos`
  /// @throws java.io.InterruptedIOException if the thread was interrupted; it still is
  boolean await(long nanos, Connection connection) throws InterruptedIOException {
    var wait = new ParkDeadline(nanos);
    while (!ended && !connection.isClosed()) {
      if (!wait.park(connection)) {
        return false;
      }
    }
    return true;
  }

  /// Ends a wait, if there is one. From any thread.
  ///
  /// @return whether there was one
  static boolean end(@Nullable WriterWait wait) {
    if (wait == null) {
      return false;
    }
    wait.ended = true;
    LockSupport.unpark(wait.thread);
    return true;
  }

  @Override
  public String toString() {
    return ", writer waits: " + thread.getName();
  }
}
