package io.github.tinyhttp.wire;

import io.github.tinyhttp.syntax.HttpDate;
import java.util.concurrent.TimeUnit;

/// The time of this process in nanoseconds, since this class was loaded. It stands still while the
/// process does: a suspended container, a debugger or a long garbage collection uses up no time of
/// a client, which could not be served meanwhile (docs/adr/0019). The values are small positive
/// numbers, so they can be compared and added without overflow.
///
/// Event loops find out that the process stood still, from how late they are themselves. A thread
/// that is faster than they are may read a time that is later than what it reads next.
public final class Clock {
  /// A time that never comes.
  public static final long NEVER = Long.MAX_VALUE;

  /// A thread that is later than this was held up together with its process.
  private static final long MOST_LATE = TimeUnit.MILLISECONDS.toNanos(100);

  /// The time of [System#nanoTime()] at which this clock showed 0, or would have without the times
  /// that are left out.
  private static volatile long origin = System.nanoTime();

  private static final long START = origin;

  private Clock() {}

  /// The time by which a person would measure, in the unit of [#now()]: it never stands still.
  public static long real() {
    return System.nanoTime() - START;
  }

  /// The time of [System#nanoTime()], for what applications compare with it.
  public static long nanoTime() {
    return System.nanoTime();
  }

  /// The current time.
  public static long now() {
    return System.nanoTime() - origin;
  }

  /// The current time, for a thread that meant to be here at `due` at the latest. If it is much
  /// later, the process stood still, and the clock goes on from `due`.
  public static long nowAfter(long due) {
    long now = now();
    if (due != NEVER && now - due > MOST_LATE) {
      leaveOut(due);
      return now();
    }
    return now;
  }

  private static synchronized void leaveOut(long due) {
    long late = now() - due; // little, if another thread has found out meanwhile
    if (late > MOST_LATE) {
      origin += late;
      HttpDate.refresh();
    }
  }

  /// Moves the clock on, as if that much time had passed. For simulations, which wait for no time.
  static synchronized void advance(long nanos) {
    origin -= nanos;
  }

  /// The time that is `nanos` later than `now`; [#NEVER] if that overflows.
  public static long after(long now, long nanos) {
    return nanos >= NEVER - now ? NEVER : now + nanos;
  }
}
