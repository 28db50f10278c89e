package io.github.tinyhttp.wire;

/// How long a peer may keep us waiting for its next byte: never longer than the time for progress,
/// and on the whole not so long that its rate falls under 240 bytes a second. Only the time spent
/// waiting counts: an application that reads slowly is not held against the peer.
public final class MinimumRate {
  private static final long NANOS_PER_BYTE = 1_000_000_000L / 240;

  private final long progress;

  /// What may still be waited in all; every byte that comes adds to it.
  private long budget;

  /// @param progress the time between two bytes, in nanoseconds; also the grace before the rate
  ///   counts
  public MinimumRate(long progress) {
    this.progress = progress;
    this.budget = progress;
  }

  /// How long to wait for the next byte, in nanoseconds; zero or less when the time is up.
  public long patience() {
    return Math.min(progress, budget);
  }

  /// Takes note of a wait.
  public void waited(long nanos) {
    budget -= nanos;
  }

  /// Takes note of bytes moved.
  public void moved(long bytes) {
    budget = Math.min(NANOS_PER_BYTE * Math.min(bytes, 1 << 30) + budget, Long.MAX_VALUE / 4);
  }
}
