package io.github.tinyhttp.http2;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.WaitDeadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The interim responses of one request that wait for the driver. A thread that is far ahead of the
/// client waits.
final class Interims {
  private static final int MOST = 8;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /// One interim response.
  record Interim(Status status, Headers fields) {}

  @GuardedBy("this")
  private final ArrayDeque<Interim> queue = new ArrayDeque<>(2);

  @GuardedBy("this")
  private boolean closed;

  /// Adds one; waits while there are too many.
  void add(Interim interim, long patience) throws IOException {
    if (isFull()) {
      Driver.beforeBlocking();
    }
    synchronized (this) {
      var deadline = new WaitDeadline(patience);
      while (queue.size() >= MOST && !closed) {
        long left = deadline.left();
        if (left <= 0) {
          throw new SocketTimeoutException("the client does not read");
        }
        try {
          wait(left / NANOS_PER_MILLI + 1);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while an interim response was sent");
        }
      }
      queue.add(interim);
    }
  }

  private synchronized boolean isFull() {
    return queue.size() >= MOST;
  }

  /// Takes the first one out; null if there is none.
  synchronized @Nullable Interim poll() {
    notifyAll();
    return queue.poll();
  }

  /// No thread is to wait any more.
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
