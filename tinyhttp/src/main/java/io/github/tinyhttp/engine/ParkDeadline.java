package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;

/// The end of the calling thread's wait for a client.
final class ParkDeadline {
  private final long end;

  ParkDeadline(long nanos) {
    end = Clock.after(Clock.now(), nanos);
  }

  /// Parks until another thread wakes this one, or the time is up, or for no reason.
  ///
  /// @return false, without parking, if the time is up or the thread is interrupted
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

  /// The exception to throw after [#park(Object)] has returned false.
  IOException failure() {
    return Thread.currentThread().isInterrupted()
        ? new InterruptedIOException("interrupted while waiting for the client")
        : new SocketTimeoutException("the client is too slow");
  }
}
