package io.github.tinyhttp.wire;

/// How long a thread waits for a peer's next byte. A single wait is never longer than the progress
/// timeout, and all waits together are not so long that the rate falls below 240 bytes a second.
/// Only the time spent waiting counts, so an application that reads slowly does no harm to the
/// peer.
public final class MinimumRate {
  /// The time that one byte may take at the least rate, in nanoseconds.
  public static final long NANOS_PER_BYTE = 1_000_000_000L / 240;

  private static final long LONGEST = Long.MAX_VALUE / 4;

  private final long progress;

  /// How many nanoseconds may be spent waiting from now on; every byte that moves adds to it.
  private long budget;

  /// @param progress the progress timeout, the longest time between two bytes, in nanoseconds; the
  ///   rate does not count before that time has been spent waiting
  public MinimumRate(long progress) {
    this.progress = progress;
    this.budget = progress;
  }

  /// A rate that is as low as the peer likes.
  ///
  /// @param progress the longest time between two bytes, in nanoseconds
  public static MinimumRate none(long progress) {
    var rate = new MinimumRate(progress);
    rate.budget = LONGEST;
    return rate;
  }

  /// The rate of a peer that has used up its time.
  public static MinimumRate spent(long progress) {
    var rate = new MinimumRate(progress);
    rate.budget = 0;
    return rate;
  }

  /// How long to wait for the next byte, in nanoseconds; zero or less if the peer is too slow.
  public long patience() {
    return Math.min(progress, budget);
  }

  /// Records the time of a wait.
  public void waited(long nanos) {
    budget -= nanos;
  }

  /// Records the number of bytes that were read or written.
  public void moved(long bytes) {
    budget = Math.min(NANOS_PER_BYTE * Math.min(bytes, 1 << 30) + budget, LONGEST);
  }
}
