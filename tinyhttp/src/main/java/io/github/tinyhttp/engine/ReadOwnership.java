package io.github.tinyhttp.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Who may read from a connection, and whether the poller reports bytes that arrive:
///
/// ```
/// LOOP -hold-> HELD -giveBack-> LOOP             the common way, without a system call
///              HELD -mute-> HELD_MUTED           bytes arrived: the poller's interest is disabled
///              HELD_MUTED -unmute-> HELD         the interest is to be enabled again
///              HELD | HELD_MUTED -beginWait-> AWAITING
///                                                the holder waits for bytes
///              AWAITING -wake-> HELD             the bytes arrived
///              AWAITING -(time is up)-> HELD     the holder has given up
/// HELD | HELD_MUTED | AWAITING -reclaim-> LOOP   the loop takes the input back
/// any -close-> CLOSED
/// ```
///
/// Each arrow is a method. What follows from it for the poller is up to [Connection]. Safe for use
/// by several threads.
final class ReadOwnership {
  enum State {
    /// The loop reads: the poller reports bytes, and the driver calls the protocol.
    LOOP,
    /// A thread that works on a request reads, and the poller still reports bytes.
    HELD,
    /// A thread that works on a request reads, and the poller does not report bytes.
    HELD_MUTED,
    /// The thread that works on a request waits until the poller reports bytes.
    AWAITING,
    /// The connection is closed.
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

  private volatile State state = State.LOOP;

  /// The thread that waits; null if none does.
  private volatile @Nullable Thread waiting;

  State state() {
    return state;
  }

  private boolean move(State from, State to) {
    return STATE.compareAndSet(this, from, to);
  }

  /// `LOOP -> HELD`. No effect in any other state.
  void hold() {
    if (state == State.LOOP) { // a driver holds the input for many handlers in a row
      boolean _ = move(State.LOOP, State.HELD);
    }
  }

  /// `HELD -> LOOP`.
  ///
  /// @return whether it was `HELD`
  boolean giveBack() {
    return move(State.HELD, State.LOOP);
  }

  /// `HELD -> HELD_MUTED`.
  ///
  /// @return whether it was `HELD`
  boolean mute() {
    return move(State.HELD, State.HELD_MUTED);
  }

  /// `HELD_MUTED -> HELD`.
  ///
  /// @return whether it was `HELD_MUTED`
  boolean unmute() {
    return move(State.HELD_MUTED, State.HELD);
  }

  /// `AWAITING -> HELD`, and wakes the holder.
  ///
  /// @return whether it was `AWAITING`
  boolean wake() {
    boolean woken = move(State.AWAITING, State.HELD);
    if (woken) {
      LockSupport.unpark(waiting);
    }
    return woken;
  }

  /// Any state but `CLOSED` `-> LOOP`. A holder that waits fails.
  ///
  /// @return the state before
  State reclaim() {
    State before = state;
    while (before != State.CLOSED && !move(before, State.LOOP)) {
      before = state;
    }
    LockSupport.unpark(waiting);
    return before;
  }

  /// Any state `-> CLOSED`. A holder that waits fails.
  ///
  /// @return whether it was open
  boolean close() {
    boolean open = STATE.getAndSet(this, State.CLOSED) != State.CLOSED;
    LockSupport.unpark(waiting);
    return open;
  }

  /// `HELD | HELD_MUTED -> AWAITING`, for the holder, which then calls [#await(long)].
  ///
  /// @return whether it was `HELD_MUTED`, so that the poller's interest is to be enabled again
  boolean beginWait() {
    waiting = Thread.currentThread();
    return !move(State.HELD, State.AWAITING) && move(State.HELD_MUTED, State.AWAITING);
  }

  /// Waits until the state is no longer `AWAITING`, or moves `AWAITING -> HELD` itself when the
  /// time is up or the thread is interrupted.
  ///
  /// @return false after `nanos`
  /// @throws ClosedChannelException if the connection was closed
  /// @throws InterruptedIOException if the thread was interrupted; it still is
  boolean await(long nanos) throws IOException {
    try {
      var wait = new ParkDeadline(nanos);
      while (state == State.AWAITING) {
        if (!wait.park(this) && move(State.AWAITING, State.HELD)) {
          return false;
        }
      }
    } catch (InterruptedIOException e) {
      if (move(State.AWAITING, State.HELD)) {
        throw e;
      }
    } finally {
      waiting = null;
    }
    checkOpen();
    if (state == State.LOOP) {
      throw new IOException("the exchange is over, its body is gone");
    }
    return true;
  }

  void checkOpen() throws ClosedChannelException {
    if (state == State.CLOSED) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public String toString() {
    Thread thread = waiting;
    return thread == null ? state.toString() : state + " by " + thread.getName();
  }
}
