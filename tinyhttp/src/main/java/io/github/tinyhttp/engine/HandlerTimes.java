package io.github.tinyhttp.engine;

/// The moving average of how long handlers take. It decides whether the next handler runs on the
/// driver or on another thread: above 50 µs on another thread, until the average is below 25 µs.
///
/// Threads write here without a lock. A lost sample does no harm.
public final class HandlerTimes {
  private static final long SLOW_NANOS = 50_000;
  private static final long QUICK_NANOS = 25_000;

  /// The longest time that counts. A longer one tells no more about the next handler.
  private static final long LONGEST_NANOS = 10_000_000;

  private static final int WEIGHT_SHIFT = 4;

  private long average;
  private boolean slow;

  /// Whether handlers have been taking so long that the next one should not run on a driver.
  public boolean areSlow() {
    return slow;
  }

  /// Adds the time that one handler took, in nanoseconds.
  public void record(long nanos) {
    long now = average + ((Math.clamp(nanos, 0, LONGEST_NANOS) - average) >> WEIGHT_SHIFT);
    average = now;
    if (slow ? now < QUICK_NANOS : now > SLOW_NANOS) {
      slow = !slow;
    }
  }
}
