package io.github.tinyhttp.exchange;

import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/// A task on a thread of its own that no other thread goes on with. If it fails, or cannot even
/// begin for lack of memory or of stack, what it was for ends.
///
/// @param failed ends that
record SafeTask(Runnable task, Consumer<Throwable> failed) implements Runnable {
  @Override
  public void run() {
    try {
      task.run();
    } catch (Throwable e) {
      failed.accept(e);
      Log.write(Level.ERROR, "what a thread could not go on with is closed", e);
    }
  }
}
