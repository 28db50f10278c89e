package io.github.tinyhttp.wire;

/// Time that only goes forward, in nanoseconds since this class was loaded: small positive numbers,
/// which can be compared and added without thought of overflow.
public final class Clock {
  /// A time that never comes.
  public static final long NEVER = Long.MAX_VALUE;

  private static final long ORIGIN = System.nanoTime();

  private Clock() {}

  /// Now.
  public static long now() {
    return System.nanoTime() - ORIGIN;
  }

  /// `time` later than `now`, or [#NEVER].
  public static long after(long now, long time) {
    return time >= NEVER - now ? NEVER : now + time;
  }
}
