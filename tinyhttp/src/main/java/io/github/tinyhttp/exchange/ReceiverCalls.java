package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Calls the receiver of bytes that have left HTTP, and decides whether it may be called, and by
/// whom:
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
/// It is tried when the bytes have come to their end and whenever the state has become `IDLE`, so
/// the end is told once, and not during another call.
public final class ReceiverCalls {
  /// One call of the receiver.
  @FunctionalInterface
  public interface Call {
    /// Calls `receiver`.
    void run(Upgrade.Receiver receiver) throws IOException;
  }

  private enum State {
    PAUSED,
    IDLE,
    CALLING,
    PAUSING,
    OVER
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.PAUSED);
  private final AtomicReference<Upgrade.@Nullable Receiver> receiver = new AtomicReference<>();

  /// Whose receiver it is.
  private final SwitchedConnection owner;

  /// Why the bytes have come to their end, if something has failed.
  private volatile @Nullable Throwable failure;

  /// The thread that calls; null while none does.
  private volatile @Nullable Thread caller;

  /// The thread that waits for the end of the call to read the input; null if none does.
  private volatile @Nullable Thread reader;

  /// @param owner whose receiver it is
  public ReceiverCalls(SwitchedConnection owner) {
    this.owner = owner;
  }

  /// Takes the receiver.
  ///
  /// @throws IllegalStateException if there is one already
  public void receiver(Upgrade.Receiver first) {
    if (!receiver.compareAndSet(null, first)) {
      throw new IllegalStateException("there is a receiver already");
    }
  }

  /// Whether the application reads the input, on the calling thread if a call runs. If that call
  /// has paused the input, another thread waits here for its end.
  public boolean readsItself() {
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
  public boolean begin() {
    return state.compareAndSet(State.IDLE, State.CALLING);
  }

  /// Makes a call that has begun. What it throws is the failure that the receiver is told of at the
  /// end.
  ///
  /// @return whether it has returned; if it threw, the bytes come to their end
  public boolean makes(Call call) {
    caller = Thread.currentThread();
    try {
      call.run(Objects.requireNonNull(receiver.get()));
      return true;
    } catch (Throwable e) {
      failed(e);
      if (!(e instanceof IOException)) {
        logFailure(e);
      }
      return false;
    }
  }

  /// The call is over.
  ///
  /// @return whether the loop gets the input; if not, it is paused
  public boolean end() {
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

  /// The application takes the input from the receiver.
  ///
  /// @throws IllegalStateException if no call runs on this thread
  public void pause() {
    if (caller != Thread.currentThread() || !state.compareAndSet(State.CALLING, State.PAUSING)) {
      throw new IllegalStateException("no call of the receiver runs on this thread");
    }
  }

  /// The receiver gets the input.
  ///
  /// @return whether the caller gives the input back to the loop; if not, the running call does
  /// @throws IllegalStateException if the input is not paused
  public boolean resume() {
    if (state.compareAndSet(State.PAUSING, State.CALLING)) {
      return false;
    }
    if (state.compareAndSet(State.PAUSED, State.IDLE)) {
      return true;
    }
    throw new IllegalStateException("the input is not paused");
  }

  /// The bytes have come to their end: has a thread of the server tell the receiver, unless a call
  /// runs. From any thread.
  public void closed() {
    if (finish()) {
      try {
        owner.start(this::tellEnd);
      } catch (RuntimeException | Error e) {
        Log.write(Level.ERROR, "cannot tell the end of " + owner, e);
      }
    }
  }

  /// Tells the receiver of the end, if the bytes have come to it and no call runs. For a thread
  /// that may run code of the application.
  ///
  /// @return whether the bytes have come to their end
  public boolean finishesIfClosed() {
    if (owner.isOpen()) {
      return false;
    }
    if (finish()) {
      tellEnd();
    }
    return true;
  }

  /// @return whether the caller tells the receiver of the end
  private boolean finish() {
    return state.compareAndSet(State.IDLE, State.OVER);
  }

  /// Something has failed. The first failure is the one that the receiver is told of.
  public void failed(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  private void tellEnd() {
    Throwable cause = failure;
    try {
      Objects.requireNonNull(receiver.get())
          .closed(cause == null ? new ClosedChannelException() : cause);
    } catch (Throwable e) {
      logFailure(e);
    }
  }

  private void logFailure(Throwable cause) {
    Log.write(Level.ERROR, "the receiver of " + owner + " failed", cause);
  }

  @Override
  public String toString() {
    return state.toString();
  }
}
