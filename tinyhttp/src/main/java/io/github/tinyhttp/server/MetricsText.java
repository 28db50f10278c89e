package io.github.tinyhttp.server;

import io.github.tinyhttp.ServerMetrics;
import io.github.tinyhttp.ServerMetrics.TimeBucket;
import io.github.tinyhttp.SessionEndEvent.ClosedBy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// What a server has done, in a few lines that people read.
final class MetricsText {
  private static final long THOUSAND = 1000;
  private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  private static final String[] TIMES = {"ns", "µs", "ms", "s"};

  private MetricsText() {}

  static String of(ServerMetrics metrics) {
    var lines = new StringJoiner("\n");
    line(
        lines,
        "connections",
        metrics.connections() + " open",
        metrics.connectionsAccepted() + " accepted",
        metrics.handshakesFailed() + " handshakes failed");
    line(lines, "requests", metrics.requestsInFlight() + " in flight");
    line(lines, "memory", scaled(metrics.memoryHeld(), BYTES) + " held for clients");
    line(
        lines,
        "responses",
        statuses(metrics),
        metrics.responsesCut() + " cut",
        metrics.upgrades() + " upgrades");
    line(lines, "handlers", handlers(metrics));
    line(
        lines,
        "messages",
        metrics.messagesReceived() + " received",
        metrics.messagesSent() + " sent",
        "sessions ended by " + sessions(metrics.sessionsEnded()));
    line(
        lines,
        "traffic",
        scaled(metrics.bytesReceived(), BYTES) + " received",
        scaled(metrics.bytesSent(), BYTES) + " sent");
    line(lines, "refused", counts(new TreeMap<>(metrics.refusals())));
    line(lines, "events", metrics.eventsDropped() + " dropped");
    line(lines, "access log", metrics.logLinesLost() + " lines lost");
    return lines.toString();
  }

  private static void line(StringJoiner lines, String name, String... parts) {
    lines.add(String.format(Locale.ROOT, "%-12s %s", name, String.join(", ", parts)));
  }

  private static String statuses(ServerMetrics metrics) {
    var text = new StringJoiner(", ");
    for (int digit = 1; digit <= 9; digit++) {
      long count = metrics.responses(digit);
      if (count > 0 || digit >= 2 && digit <= 5) {
        text.add(digit + "xx " + count);
      }
    }
    return text.toString();
  }

  private static String handlers(ServerMetrics metrics) {
    List<TimeBucket> times = metrics.handlerTimes();
    long calls = times.stream().mapToLong(TimeBucket::count).sum();
    var text = new StringJoiner(", ").add(calls + " calls");
    if (calls > 0) {
      text.add("mean " + scaled(metrics.handlerTime().toNanos() / calls, TIMES));
      text.add("p50 " + within(times, (calls + 1) / 2));
      text.add("p99 " + within(times, calls - calls / 100));
      text.add("slowest " + within(times, calls));
    }
    return text.add(metrics.failures() + " failures")
        .add(metrics.loopHandOvers() + " loops handed over")
        .toString();
  }

  /// The bound of the bucket that has the call of a rank, the quickest of all being the first.
  private static String within(List<TimeBucket> times, long rank) {
    long before = 0;
    Duration known = Duration.ZERO;
    for (TimeBucket bucket : times) {
      before += bucket.count();
      if (bucket.atMost().equals(ChronoUnit.FOREVER.getDuration())) {
        break;
      }
      known = bucket.atMost();
      if (before >= rank) {
        return "≤ " + scaled(known.toNanos(), TIMES);
      }
    }
    return "> " + scaled(known.toNanos(), TIMES);
  }

  private static String sessions(Map<ClosedBy, Long> ended) {
    var text = new StringJoiner(", ");
    for (ClosedBy side : ClosedBy.values()) {
      text.add(side.name().toLowerCase(Locale.ROOT) + " " + ended.getOrDefault(side, 0L));
    }
    return text.toString();
  }

  private static String counts(Map<String, Long> counts) {
    var text = new StringJoiner(", ").setEmptyValue("none");
    counts.forEach((name, count) -> text.add(name + " " + count));
    return text.toString();
  }

  /// A number with the largest unit that leaves at least 1 of it.
  private static String scaled(long number, String[] units) {
    int unit = 0;
    long divisor = 1;
    while (number / divisor >= THOUSAND && unit < units.length - 1) {
      divisor *= THOUSAND;
      unit++;
    }
    boolean isWhole = number % divisor == 0;
    String value =
        isWhole
            ? Long.toString(number / divisor)
            : String.format(Locale.ROOT, "%.1f", (double) number / divisor);
    return value + " " + units[unit];
  }
}
