package io.github.tinyhttp.exchange;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/// What an application wants to be done if its client leaves before it has the whole response. The
/// client leaves once or never, and each action runs once, on a virtual thread. For any thread.
final class DisconnectCallbacks {
  @GuardedBy("this")
  private final List<Runnable> actions = new ArrayList<>(1);

  @GuardedBy("this")
  private boolean gone;

  /// Whether the client has left.
  synchronized boolean isGone() {
    return gone;
  }

  /// Runs `action` when the client leaves, or at once if it has.
  void add(Runnable action) {
    synchronized (this) {
      if (!gone) {
        actions.add(action);
        return;
      }
    }
    run(action);
  }

  /// The client has left.
  void clientLeft() {
    List<Runnable> due;
    synchronized (this) {
      gone = true;
      due = List.copyOf(actions);
      actions.clear();
    }
    due.forEach(DisconnectCallbacks::run);
  }

  private static void run(Runnable action) {
    Thread.ofVirtual()
        .name("tinyhttp-disconnect")
        .start(
            () -> {
              try {
                action.run();
              } catch (Throwable e) {
                Log.write(Level.ERROR, "a disconnect callback failed", e);
              }
            });
  }
}
