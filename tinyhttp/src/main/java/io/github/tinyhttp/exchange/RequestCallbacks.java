package io.github.tinyhttp.exchange;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is to be done, each at most once, if the client of a request leaves before it has the whole
/// response, and if the handler fails. Made for the few requests that need it. For any thread.
final class RequestCallbacks {
  @GuardedBy("this")
  private final List<Runnable> actions = new ArrayList<>(1);

  @GuardedBy("this")
  private boolean watched;

  @GuardedBy("this")
  private boolean gone;

  @GuardedBy("this")
  private @Nullable Consumer<Throwable> onFailure;

  /// The application wants to know when the client leaves.
  ///
  /// @return whether it did not before
  synchronized boolean beginsWatch() {
    boolean first = !watched;
    watched = true;
    return first;
  }

  /// Whether the client has left.
  synchronized boolean isGone() {
    return gone;
  }

  /// Runs `action` on a virtual thread when the client leaves, or at once if it has.
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
    due.forEach(RequestCallbacks::run);
  }

  /// Keeps what is to be done when the handler fails.
  synchronized void onFailure(Consumer<Throwable> action) {
    onFailure = action;
  }

  /// The handler has failed. Runs the action that was kept on the calling thread.
  void handlerFailed(Throwable cause) {
    Consumer<Throwable> action;
    synchronized (this) {
      action = onFailure;
      onFailure = null;
    }
    if (action != null) {
      action.accept(cause);
    }
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
