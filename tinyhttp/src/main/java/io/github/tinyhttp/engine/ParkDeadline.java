package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The end of the calling thread's wait for a client. When the time is up, the thread waits a
/// moment more: if the process stood still, its loops find out first what the client has sent
/// meanwhile, and how long it was.
final class ParkDeadline {
  private static final long LAST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final long end;

  /// Whether the moment after the end is being waited for.
  private boolean lastLook;

  ParkDeadline(long nanos) {
    end = Clock.after(Clock.now(), nanos);
  }

  /// Parks until another thread wakes this one, or the time is up, or for no reason.
  ///
  /// @return false, without parking, if the time is up
  /// @throws InterruptedIOException if the thread is interrupted; it still is
  boolean park(Object blocker) throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for the client");
    }
    long left = end - Clock.now();
    boolean over = left <= 0;
    if (over && lastLook) {
      return false;
    }
    lastLook = over;
    if (end == Clock.NEVER) {
      LockSupport.park(blocker);
    } else {
      LockSupport.parkNanos(blocker, over ? LAST_LOOK_NANOS : left);
    }
    return true;
  }
}
