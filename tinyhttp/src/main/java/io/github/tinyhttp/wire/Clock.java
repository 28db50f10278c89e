package io.github.tinyhttp.wire;

/// Monotonic time in nanoseconds since this class was loaded. The values are small positive
/// numbers, so they can be compared and added without overflow.
public final class Clock {
  /// A time that never comes.
  public static final long NEVER = Long.MAX_VALUE;

  private static final long ORIGIN = System.nanoTime();

  private Clock() {}

  /// The current time.
  public static long now() {
    return System.nanoTime() - ORIGIN;
  }

  /// The time that is `nanos` later than `now`; [#NEVER] if that overflows.
  public static long after(long now, long nanos) {
    return nanos >= NEVER - now ? NEVER : now + nanos;
  }
}
