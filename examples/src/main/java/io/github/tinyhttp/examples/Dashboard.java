package io.github.tinyhttp.examples;

import io.github.tinyhttp.ServerMetrics;
import io.github.tinyhttp.ServerMetrics.TimeBucket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// A page that shows what a server does, and the numbers that the page asks for every second.
final class Dashboard {
  private static final double NANOS_PER_SECOND = 1e9;

  private Dashboard() {}

  /// The page, which needs nothing but itself and the numbers.
  static String page() throws IOException {
    try (InputStream page = Dashboard.class.getResourceAsStream("dashboard.html")) {
      return new String(Objects.requireNonNull(page).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// The numbers of a moment. The page takes differences for rates and for the times of handlers.
  static String numbers(ServerMetrics now) {
    return """
    {"connections": %d, "inFlight": %d, "responses": %s, "cut": %d,
     "received": %d, "sent": %d, "handlerTimes": %s}
    """
        .formatted(
            now.connections(),
            now.requestsInFlight(),
            LongStream.rangeClosed(1, 5).map(digit -> now.responses((int) digit)).boxed().toList(),
            now.responsesCut(),
            now.bytesReceived(),
            now.bytesSent(),
            now.handlerTimes().stream()
                .map(Dashboard::bucket)
                .collect(Collectors.joining(", ", "[", "]")));
  }

  /// A bound in seconds, which the last bucket does not have, with the count.
  private static String bucket(TimeBucket bucket) {
    boolean isLast = bucket.atMost().equals(ChronoUnit.FOREVER.getDuration());
    String bound = isLast ? "null" : Double.toString(bucket.atMost().toNanos() / NANOS_PER_SECOND);
    return "[" + bound + ", " + bucket.count() + "]";
  }
}
