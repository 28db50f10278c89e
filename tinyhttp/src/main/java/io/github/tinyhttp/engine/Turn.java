package io.github.tinyhttp.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Decides which thread drives an event loop, across handlers that may block.
///
/// The turn is a number that only grows. It is even while the driver does the loop's own work, and
/// odd while the driver runs a handler. The driver makes it odd ([#begin()]) and even again
/// ([#end(long)]). While it is odd, any thread may make it even in the driver's place
/// ([#steal(long)]): then the driver has lost the loop, and the thief gives it to a spare driver.
final class Turn {
  // # Notes for implementers
  //
  // ## Goals
  //
  // 1. A handler is plain code that may block, and it runs on the thread that has read the request,
  //    without a switch of threads. Nearly all handlers return within microseconds, so what is paid
  //    for the others must be a few nanoseconds per handler.
  // 2. When a handler does block, the other connections of its loop go on after a millisecond or
  //    two.
  // 3. At any time at most one thread touches the state of a loop (its lists, its poller's
  //    registrations, what protocols keep for the driver). That state has no locks of its own.
  // 4. A loop never ends up without a driver.
  //
  // ## Why not something simpler
  //
  // - Handlers on a pool of threads: two switches per request, which cost more than all the rest
  //   (docs/adr/0001 has the figures).
  // - Virtual threads for all handlers: better, but still twice the CPU per request of a loop that
  //   calls the handler. They are used for handlers that have turned out to be slow.
  // - A lock that the driver holds outside of handlers: a driver that comes back from a handler
  //   would wait for the lock, or drive a second time what another thread drives. It has to learn
  //   that it lost the loop, so there has to be something to compare, and then the lock is not
  //   needed.
  // - A flag "in a handler", cleared by the first comer: the watchdog looks, sees the flag, and is
  //   held up by the scheduler; meanwhile the handler returns and the next one begins; the watchdog
  //   goes on, and takes the loop from a handler that has just begun. That would be safe, but a
  //   busy loop would lose its driver for nothing. It gets unsafe once the *driver* is the late
  //   one: it loses the loop in handler 1, a spare drives on and runs handler 2, handler 1
  //   returns, finds the flag set (by the spare), clears it, and believes that it drives. With a
  //   number both are impossible, as no number comes again.
  // - The identity of the driver in place of the number: an old driver can become a spare and get
  //   the same loop again, so identities do come again.
  //
  // ## A hand-over
  //
  //      driver A              turn     watchdog (or A itself)      spare B
  //      --------              ----     ----------------------      -------
  //      begin() = 7           6 -> 7                               parked in DriverPool
  //      handler runs
  //        |                            sees 7
  //        | blocks                     one millisecond later
  //        |                            sees 7 again
  //        |                            acquire() reserves B
  //        |                   7 -> 8   steal(7) succeeds
  //        |                            give(B, loop) ------------> drive(loop):
  //        |                                                          write what A has collected
  //        |                                                          go on in the list of ready
  //        |                   8 -> 9                                 sockets where A stood
  //      handler returns       9 -> 10                                begin() = 9, end(9)
  //      end(7) fails             :                                   :
  //      finishes its request
  //      as any thread would,
  //      then rests in the
  //      pool as a spare
  //
  // If the handler returns first, end(7) moves 7 -> 8, steal(7) fails, and the thief gives B
  // back to the pool. A driver that is about to wait in this library's own code for a client does
  // not wait for the watchdog: it steals the turn from itself (Driver.beforeBlocking).
  //
  // ## Two threads never drive one loop
  //
  // Call the thread that may touch the loop its *owner*. Claim: at any time there is at most one
  // owner, and while the turn is odd, there is none.
  //
  // - At the start, the engine gives the loop to one driver, with the turn at 0.
  // - begin() is called by the owner only (Driver.enterHandler throws otherwise). It gives
  //   ownership up: from now on the turn is an odd number n, and A touches nothing of the loop.
  // - Only end(n) and steal(n) change an odd n, and both do so by comparing and setting it to n +
  // 1.
  //   As the turn never comes back to n, exactly one of all these calls succeeds, whichever
  //   threads make them and however late. The caller that succeeds is the only one to take
  //   ownership: A itself by end(n), or a thief, which passes it on to one spare at once.
  // - A call with an older number fails, so a thief or a driver that was held up for any length of
  //   time does no harm.
  //
  // ## No hand-over is lost
  //
  // - A thief reserves the spare, whose thread runs by then, *before* it steals. What can fail (no
  //   memory, no thread) fails while the loop still has its driver; the watchdog tries again a
  //   millisecond later. Between steal and give nothing else happens, and give only sets a
  //   field and signals.
  // - A driver whose loop was stolen goes to the pool only after end(n) has told it so, or after it
  //   has stolen from itself; it never touches `EventLoop` in between.
  // - The watchdog sleeps when it has seen no handler for a while. The driver writes the turn and
  //   then reads `Watchdog.asleep`; the watchdog writes `asleep` and then reads the turns once
  // more.
  //   Both are volatile, so at least one of the two sees the other: either the driver wakes the
  //   watchdog, or the watchdog stays awake.
  //
  // ## Memory ordering
  //
  // What an owner has written to the loop must be visible to the next one. For A after its own
  // handler this is program order. For B it is this chain: A's writes happen before begin(), a
  // volatile write of n; steal(n) reads that n by compare-and-set, so it comes after; give() and
  // the wait of B use the lock of DriverPool. What A writes *after* begin() (in its handler, to
  // its own buffers) B does not see, and does not look at. The one exception is the WriteBatch,
  // which A fills before the handler and both may empty: its methods for other threads
  // synchronize.
  //
  // begin() has to be a volatile write, not a release: the read of `Watchdog.asleep` behind it must
  // not move before it. end() and steal() are compare-and-set with volatile semantics; one of them
  // per handler is the whole price of goal 2.

  private static final VarHandle NUMBER;

  static {
    try {
      NUMBER = MethodHandles.lookup().findVarHandle(Turn.class, "number", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long number;

  /// A handler begins. For the driver that owns the loop, which from now on does not.
  ///
  /// @return the number of this turn, an odd one
  long begin() {
    long next = number + 1;
    NUMBER.setVolatile(this, next);
    return next;
  }

  /// The handler of turn `mine` is done.
  ///
  /// @return whether the caller owns the loop again; if not, another thread has stolen the turn
  boolean end(long mine) {
    return NUMBER.compareAndSet(this, mine, mine + 1);
  }

  /// Takes the loop from the driver that runs the handler of turn `seen`, for the caller to give it
  /// to another driver.
  ///
  /// @return whether the caller has it; if not, that turn is over
  boolean steal(long seen) {
    return NUMBER.compareAndSet(this, seen, seen + 1);
  }

  /// The number of now, odd while a handler runs.
  long current() {
    return number;
  }

  static boolean isHandler(long number) {
    return (number & 1) == 1;
  }

  @Override
  public String toString() {
    long now = number;
    return "turn " + now + (isHandler(now) ? " of a handler" : "");
  }
}
