package io.github.tinyhttp.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Who holds the input of a connection, and whether the loop is told when bytes come:
///
/// ```
/// WATCHED -> BUSY -> WATCHED              the common way: not one system call
///            BUSY -> PAUSED -> WATCHED    bytes came while busy: interest off, and on again
///            BUSY | PAUSED -> AWAITED     the holder waits for bytes
///            AWAITED -> BUSY              they came, or it gave up
/// any -> CLOSED
/// ```
///
/// Each arrow is a call here; what it means for the selector is the matter of [Connection]. For any
/// thread.
final class ReadOwnership {
  enum State {
    WATCHED,
    BUSY,
    PAUSED,
    AWAITED,
    CLOSED
  }

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(ReadOwnership.class, "state", State.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile State state = State.WATCHED;
  private volatile @Nullable Thread waiting;

  State state() {
    return state;
  }

  private boolean move(State from, State to) {
    return STATE.compareAndSet(this, from, to);
  }

  /// `WATCHED -> BUSY`, if nobody has closed it.
  void take() {
    boolean _ = move(State.WATCHED, State.BUSY);
  }

  /// `BUSY -> WATCHED`; false if it is anything else by now.
  boolean giveBack() {
    return move(State.BUSY, State.WATCHED);
  }

  /// `BUSY -> PAUSED`; false if it is anything else by now.
  boolean pause() {
    return move(State.BUSY, State.PAUSED);
  }

  /// `PAUSED -> BUSY`; false if it was not paused.
  boolean goOn() {
    return move(State.PAUSED, State.BUSY);
  }

  /// `AWAITED -> BUSY`, and wakes the holder; false if it waits no more.
  boolean wake() {
    boolean woken = move(State.AWAITED, State.BUSY);
    if (woken) {
      LockSupport.unpark(waiting);
    }
    return woken;
  }

  /// Makes it `WATCHED`, whatever it was, unless that is `CLOSED`. A holder that waits finds that
  /// its time is over.
  ///
  /// @return what it was
  State reclaim() {
    State before = state;
    while (before != State.CLOSED && !move(before, State.WATCHED)) {
      before = state;
    }
    LockSupport.unpark(waiting);
    return before;
  }

  /// `any -> CLOSED`, and wakes the holder; false if it was closed.
  boolean close() {
    boolean open = STATE.getAndSet(this, State.CLOSED) != State.CLOSED;
    LockSupport.unpark(waiting);
    return open;
  }

  /// `BUSY | PAUSED -> AWAITED`, for the holder, which then calls [#await(long)].
  ///
  /// @return whether it was paused, so that the selector has to be asked again
  boolean beginWait() {
    waiting = Thread.currentThread();
    return !move(State.BUSY, State.AWAITED) && move(State.PAUSED, State.AWAITED);
  }

  /// `AWAITED -> BUSY`: waits until bytes come, or gives up.
  ///
  /// @throws SocketTimeoutException after `nanos`
  /// @throws ClosedChannelException if the connection was closed
  /// @throws InterruptedIOException if the thread was interrupted; it still is
  void await(long nanos) throws IOException {
    try {
      var wait = new ParkDeadline(nanos);
      while (state == State.AWAITED) {
        if (!wait.park(this) && move(State.AWAITED, State.BUSY)) {
          throw wait.failure();
        }
      }
    } finally {
      waiting = null;
    }
    checkOpen();
    if (state == State.WATCHED) {
      throw new IOException("the request has been answered, its body is gone");
    }
  }

  void checkOpen() throws ClosedChannelException {
    if (state == State.CLOSED) {
      throw new ClosedChannelException();
    }
  }
}
