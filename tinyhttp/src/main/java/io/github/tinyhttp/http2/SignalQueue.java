package io.github.tinyhttp.http2;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What threads leave for one driver. However much waits, the driver is called once until it begins
/// to look.
///
/// @param <T> what is left
final class SignalQueue<T> {
  private final Runnable call;
  private final Consumer<T> late;
  private final Queue<T> posted = new ConcurrentLinkedQueue<>();

  /// The driver was called, and has not begun to look.
  private final AtomicBoolean called = new AtomicBoolean();

  private volatile boolean closed;

  /// @param call calls the driver
  /// @param late takes what is left when no driver looks any more, on any thread
  SignalQueue(Runnable call, Consumer<T> late) {
    this.call = call;
    this.late = late;
  }

  /// Leaves something. From any thread.
  void post(T item) {
    posted.add(item);
    if (called.compareAndSet(false, true)) {
      try {
        call.run();
      } catch (Throwable e) {
        called.set(false); // no memory: the next one calls
        throw e;
      }
    }
    if (closed) {
      drop();
    }
  }

  /// The driver begins to look: it is called again for what comes from now on.
  void begin() {
    called.set(false);
  }

  /// Takes the next item; null if there is none.
  @Nullable T poll() {
    return posted.poll();
  }

  /// No driver looks any more.
  void close() {
    closed = true;
    drop();
  }

  private void drop() {
    for (T next = posted.poll(); next != null; next = posted.poll()) {
      late.accept(next);
    }
  }
}
