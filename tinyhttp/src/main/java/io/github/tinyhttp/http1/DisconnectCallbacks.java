package io.github.tinyhttp.http1;

import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/// That a client leaves before it has its whole answer: happens once or never, and those who want
/// to know are told once. For any thread.
final class DisconnectCallbacks {
  private final List<Runnable> actions = new ArrayList<>(1);
  private boolean happened;

  synchronized boolean hasHappened() {
    return happened;
  }

  /// Runs `action` when it happens; at once if it has.
  void tell(Runnable action) {
    synchronized (this) {
      if (!happened) {
        actions.add(action);
        return;
      }
    }
    run(action);
  }

  void happen() {
    List<Runnable> told;
    synchronized (this) {
      happened = true;
      told = List.copyOf(actions);
      actions.clear();
    }
    told.forEach(DisconnectCallbacks::run);
  }

  private static void run(Runnable action) {
    Thread.ofVirtual()
        .name("tinyhttp-disconnect")
        .start(
            () -> {
              try {
                action.run();
              } catch (Throwable e) {
                Log.write(Level.ERROR, "what was to be done when a client left has failed", e);
              }
            });
  }
}
