package io.github.tinyhttp.bench.overload;

import java.util.Arrays;

/// What has become of the requests of one load.
final class Outcome {
  private static final double MILLIS = 1e6;

  private final double seconds;
  private long[] waits = new long[1 << 16];
  private int good;
  private long longestLag;

  /// How many requests were due.
  long offered;

  /// How many got 503.
  long refused;

  /// How many got nothing in time, and were given up by their clients.
  long late;

  /// How many were cut: the server has closed their connections.
  long cut;

  /// How many had no connection, as all of them waited for responses.
  long unsent;

  Outcome(double seconds) {
    this.seconds = seconds;
  }

  /// A response with 200 has come in time.
  void good(long wait) {
    if (good == waits.length) {
      waits = Arrays.copyOf(waits, 2 * good);
    }
    waits[good] = wait;
    good++;
  }

  /// The generator was late with a request by so many nanoseconds.
  void lag(long nanos) {
    longestLag = Math.max(longestLag, nanos);
  }

  /// How many good responses came in a second.
  double goodput() {
    return good / seconds;
  }

  /// The wait that a share of the good responses did not exceed, in milliseconds.
  double percentile(double share) {
    if (good == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(waits, good);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(good - 1, good * share)] / MILLIS;
  }

  /// The longest time by which the generator was late, in milliseconds.
  double longestLag() {
    return longestLag / MILLIS;
  }

  @Override
  public String toString() {
    return offered + " offered, " + good + " good";
  }
}
