package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.engine.Workers;
import java.util.Optional;
import java.util.concurrent.Executor;

/// The threads for handlers that do not run on drivers.
final class HandlerExecutor {
  private static final String NAME = "tinyhttp-request";

  private HandlerExecutor() {}

  /// Threads as `dispatch` asks for them.
  static Executor of(Dispatch dispatch, Workers workers) {
    if (dispatch == Dispatch.VIRTUAL_THREADS) {
      return task -> workers.startVirtual(NAME, task);
    }
    Optional<Executor> own = dispatch.executor();
    return own.orElse(task -> workers.start(NAME, task));
  }
}
