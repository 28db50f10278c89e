package io.github.tinyhttp.engine;

/// A moving average of how long handlers take, and what follows for the next one: on the driver, or
/// on a thread of its own.
///
/// Threads write here without a lock. A lost sample does no harm.
public final class HandlerTimes {
  private static final long SLOW_NANOS = 50_000;
  private static final long QUICK_NANOS = 25_000;

  /// A longer time says no more about the next request than this one.
  private static final long LONGEST_NANOS = 10_000_000;

  private static final int WEIGHT_SHIFT = 4;

  private long average;
  private boolean slow;

  /// Whether handlers have been taking so long that the next one should not run on a driver.
  public boolean areSlow() {
    return slow;
  }

  /// Adds the time one handler took.
  public void record(long nanos) {
    long now = average + ((Math.min(nanos, LONGEST_NANOS) - average) >> WEIGHT_SHIFT);
    average = now;
    if (slow ? now < QUICK_NANOS : now > SLOW_NANOS) {
      slow = !slow;
    }
  }
}
