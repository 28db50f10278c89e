package io.github.tinyhttp.metrics;

import io.github.tinyhttp.ServerMetrics;
import io.github.tinyhttp.ServerMetrics.TimeBucket;

/// Sums over the calls of handlers.
final class HandlerCalls {
  private static final double NANOS_PER_SECOND = 1e9;

  private HandlerCalls() {}

  /// How many calls of handlers have ended.
  static long count(ServerMetrics metrics) {
    return metrics.handlerTimes().stream().mapToLong(TimeBucket::count).sum();
  }

  /// How long they took, in seconds.
  static double seconds(ServerMetrics metrics) {
    return metrics.handlerTime().toNanos() / NANOS_PER_SECOND;
  }
}
