package io.github.tinyhttp.http1;

import io.github.tinyhttp.Upgrade;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Whether the receiver of one connection may be called, and by whom:
///
/// ```
/// PAUSED -resume-> IDLE -begin-> CALLING -end-> IDLE
///                                CALLING -pause-> PAUSING -end-> PAUSED
///                                PAUSING -resume-> CALLING
///                  IDLE -finish-> OVER
/// ```
///
/// It begins as `PAUSED`, because the application has the input until it names a receiver. Each
/// arrow is one compare-and-set, and the thread that makes `finish` tells the receiver of the end.
/// It is tried when the connection has been closed and whenever the state has become `IDLE`, so the
/// end is told once, and not during another call.
final class ReceiverCalls {
  private enum State {
    PAUSED,
    IDLE,
    CALLING,
    PAUSING,
    OVER
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.PAUSED);
  private final AtomicReference<Upgrade.@Nullable Receiver> receiver = new AtomicReference<>();

  /// The thread that calls; null while none does.
  private volatile @Nullable Thread caller;

  /// The thread that waits for the end of the call to read the input; null if none does.
  private volatile @Nullable Thread reader;

  /// @throws IllegalStateException if there is one already
  void receiver(Upgrade.Receiver first) {
    if (!receiver.compareAndSet(null, first)) {
      throw new IllegalStateException("there is a receiver already");
    }
  }

  /// The receiver; null if there is none yet.
  Upgrade.@Nullable Receiver receiver() {
    return receiver.get();
  }

  /// Whether the application reads the input, on the calling thread if a call runs. If that call
  /// has paused the input, another thread waits here for its end.
  boolean readsItself() {
    if (caller == Thread.currentThread()) {
      return true;
    }
    if (state.get() == State.PAUSING) {
      awaitEnd();
    }
    return state.get() == State.PAUSED || state.get() == State.OVER;
  }

  private void awaitEnd() {
    reader = Thread.currentThread();
    while (state.get() == State.PAUSING) {
      LockSupport.park(this);
    }
    reader = null;
  }

  /// A call begins.
  ///
  /// @return whether it may; if not, the receiver has been told of the end
  boolean begin() {
    return state.compareAndSet(State.IDLE, State.CALLING);
  }

  /// Notes which thread calls.
  void callsHere() {
    caller = Thread.currentThread();
  }

  /// The call is over.
  ///
  /// @return whether the loop gets the input; if not, it is paused
  boolean end() {
    caller = null;
    if (state.compareAndSet(State.CALLING, State.IDLE)) {
      return true;
    }
    if (state.compareAndSet(State.PAUSING, State.PAUSED)) {
      LockSupport.unpark(reader);
      return false;
    }
    return end(); // resumed in between
  }

  /// @throws IllegalStateException if no call runs on this thread
  void pause() {
    if (caller != Thread.currentThread() || !state.compareAndSet(State.CALLING, State.PAUSING)) {
      throw new IllegalStateException("no call of the receiver runs on this thread");
    }
  }

  /// @return whether the caller gives the input back to the loop; if not, the running call does
  /// @throws IllegalStateException if the input is not paused
  boolean resume() {
    if (state.compareAndSet(State.PAUSING, State.CALLING)) {
      return false;
    }
    if (state.compareAndSet(State.PAUSED, State.IDLE)) {
      return true;
    }
    throw new IllegalStateException("the input is not paused");
  }

  /// @return whether the caller tells the receiver of the end
  boolean finish() {
    return state.compareAndSet(State.IDLE, State.OVER);
  }

  @Override
  public String toString() {
    return state.toString();
  }
}
