package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.engine.Workers;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// The threads for handlers that do not run on drivers.
final class HandlerExecutor {
  private static final String NAME = "tinyhttp-request";

  private final Executor threads;

  /// Whether the executor is the application's.
  private final boolean foreign;

  private HandlerExecutor(Executor threads, boolean foreign) {
    this.threads = threads;
    this.foreign = foreign;
  }

  /// Threads as `dispatch` asks for them.
  static HandlerExecutor of(Dispatch dispatch, Workers workers) {
    if (dispatch == Dispatch.VIRTUAL_THREADS) {
      return new HandlerExecutor(task -> workers.startVirtual(NAME, task), false);
    }
    Optional<Executor> own = dispatch.executor();
    return own.isPresent()
        ? new HandlerExecutor(own.get(), true)
        : new HandlerExecutor(task -> workers.start(NAME, task), false);
  }

  /// Whether [#execute] runs code of the application's: an executor may do what it likes, down to
  /// running the task itself.
  boolean isOfApplication() {
    return foreign;
  }

  /// Has a thread run `task` once, or not at all.
  ///
  /// @param refused told why, if no thread will run it
  void execute(Runnable task, Consumer<Throwable> refused) {
    var once = new Once(task);
    try {
      threads.execute(once);
    } catch (Throwable e) {
      if (once.isTakenBack()) {
        refused.accept(e);
      } else {
        Log.write(Level.ERROR, "the executor failed after it had run its task", e);
      }
    }
  }

  /// A task that an executor may run twice, or run although it has refused it, and which runs once
  /// all the same.
  private static final class Once implements Runnable {
    private final AtomicBoolean taken = new AtomicBoolean();
    private final Runnable task;

    Once(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (isTakenBack()) {
        task.run();
      }
    }

    /// Takes the task.
    ///
    /// @return whether it had not begun; then no other thread runs it
    boolean isTakenBack() {
      return taken.compareAndSet(false, true);
    }
  }
}
