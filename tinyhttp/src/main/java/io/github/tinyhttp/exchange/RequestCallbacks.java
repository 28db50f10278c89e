package io.github.tinyhttp.exchange;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be done, each at most once, if the client of a request leaves before it has the whole
/// response, and if the handler fails. Made for the few requests that need it. For any thread.
final class RequestCallbacks {
  private final Dispatcher dispatcher;

  @GuardedBy("this")
  private final List<Runnable> actions = new ArrayList<>(1);

  @GuardedBy("this")
  private boolean watched;

  @GuardedBy("this")
  private boolean gone;

  @GuardedBy("this")
  private @Nullable ImperativeContent begun;

  @GuardedBy("this")
  private @Nullable Runnable cutSwitched;

  @GuardedBy("this")
  private @Nullable SwitchedConnection switched;

  /// How an interim response has failed.
  @GuardedBy("this")
  private @Nullable IOException interimFailure;

  RequestCallbacks(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

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

  /// Runs `action` on a thread of its own when the client leaves, or at once if it has.
  void add(Runnable action) {
    synchronized (this) {
      if (!gone) {
        actions.add(action);
        return;
      }
    }
    tell(action);
  }

  /// The client has left.
  void clientLeft() {
    List<Runnable> due;
    synchronized (this) {
      gone = true;
      due = List.copyOf(actions);
      actions.clear();
    }
    due.forEach(this::tell);
  }

  /// Keeps content that the application writes, to cut it if the handler fails.
  synchronized void begun(ImperativeContent content) {
    begun = content;
  }

  /// The content that the application has begun to write.
  synchronized @Nullable ImperativeContent begun() {
    return begun;
  }

  /// Keeps a connection that has left HTTP, and what cuts it if the handler fails.
  synchronized void switched(SwitchedConnection connection, Runnable cut) {
    switched = connection;
    cutSwitched = cut;
  }

  /// An interim response could not be sent.
  synchronized void interimFailed(IOException cause) {
    interimFailure = cause;
  }

  /// Whether something fails because the client has left, or was too slow, while the application
  /// talked to it.
  synchronized boolean hasBrokenOff(Throwable failure) {
    if (begun != null && begun.hasBrokenOff()) {
      return true;
    }
    IOException interim = interimFailure;
    SwitchedConnection left = switched;
    return FailureCauses.find(
            failure, e -> e.equals(interim) || left != null && left.hasFailedBy(e))
        != null;
  }

  /// The handler has failed.
  void handlerFailed(Throwable cause) {
    ImperativeContent content;
    Runnable cut;
    synchronized (this) {
      content = begun;
      cut = cutSwitched;
    }
    if (content != null) {
      content.abort(cause);
    }
    if (cut != null) {
      cut.run();
    }
  }

  private void tell(Runnable action) {
    dispatcher.tell("tinyhttp-disconnect", action);
  }
}
