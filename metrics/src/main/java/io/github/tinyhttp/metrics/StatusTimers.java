package io.github.tinyhttp.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The timers of requests with the same method and the same URI, one for each status. For any
/// thread.
final class StatusTimers {
  private static final String CUT = "CUT";

  private final MeterRegistry registry;
  private final Tags tags;
  private final Map<Integer, Timer> whole = new ConcurrentHashMap<>();
  private final Map<Integer, Timer> cut = new ConcurrentHashMap<>();

  /// @param tags what the requests have in common
  StatusTimers(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
  }

  /// The timer of responses that were sent as a whole.
  Timer whole(int status) {
    return whole.computeIfAbsent(status, _ -> register(status, Outcome.forStatus(status).name()));
  }

  /// The timer of responses that were cut.
  Timer cut(int status) {
    return cut.computeIfAbsent(status, _ -> register(status, CUT));
  }

  private Timer register(int status, String outcome) {
    return Timer.builder("http.server.requests")
        .description("From the head of a request to the end of its response")
        .tags(tags.and("status", Integer.toString(status), "outcome", outcome))
        .register(registry);
  }
}
