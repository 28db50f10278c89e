package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.WaitDeadline;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;

/// The end of the calling thread's wait for a client.
final class ParkDeadline {
  private final WaitDeadline deadline;

  ParkDeadline(long nanos) {
    deadline = new WaitDeadline(nanos);
  }

  /// Parks until another thread wakes this one, or the time is up, or for no reason.
  ///
  /// @return false, without parking, if the time is up
  /// @throws InterruptedIOException if the thread is interrupted; it still is
  boolean park(Object blocker) throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for the client");
    }
    long left = deadline.left();
    if (left == Clock.NEVER) {
      LockSupport.park(blocker);
    } else if (left > 0) {
      LockSupport.parkNanos(blocker, left);
    }
    return left > 0;
  }
}
