package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;

/// The calling thread's wait for a client, which has an end.
final class ParkDeadline {
  private final long end;

  ParkDeadline(long nanos) {
    end = Clock.after(Clock.now(), nanos);
  }

  /// Parks until somebody wakes the thread, or for a while; false when there is no sense in waiting
  /// any longer.
  boolean park(Object blocker) {
    long left = end - Clock.now();
    if (left <= 0 || Thread.currentThread().isInterrupted()) {
      return false;
    }
    if (end == Clock.NEVER) {
      LockSupport.park(blocker);
    } else {
      LockSupport.parkNanos(blocker, left);
    }
    return true;
  }

  /// Why there is none.
  IOException failure() {
    return Thread.currentThread().isInterrupted()
        ? new InterruptedIOException("interrupted while waiting for the client")
        : new SocketTimeoutException("the client is too slow");
  }
}
