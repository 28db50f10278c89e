package io.github.tinyhttp.metrics;

import io.github.tinyhttp.RequestEvent;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// The spans of requests that have not ended. A listener may miss the end of a request, but the
/// event object of the request knows of it; so spans whose end was missed are looked for now and
/// then, and get the time at which the request has ended. For any thread.
final class OpenSpans {
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Instruments instruments;
  private final Map<RequestEvent, RequestSpan> spans = new ConcurrentHashMap<>();
  private final AtomicLong looked = new AtomicLong(System.nanoTime());

  OpenSpans(Instruments instruments) {
    this.instruments = instruments;
  }

  /// Begins a span, unless the request has one.
  ///
  /// @return the context with its span
  Context begin(RequestEvent event, Supplier<RequestSpan> start) {
    RequestSpan known = spans.get(event);
    if (known != null) {
      return known.context();
    }
    RequestSpan span = start.get();
    spans.put(event, span); // one thread at a time has the request
    endMissedNowAndThen();
    return span.context();
  }

  /// Ends the span of a request, if it has one that has not ended.
  void end(RequestEvent event) {
    RequestSpan span = spans.remove(event);
    if (span != null) {
      instruments.end(span, Ending.of(event));
    }
  }

  /// Ends the spans of all requests that have ended, at most once a second.
  void endMissedNowAndThen() {
    long last = looked.get();
    long now = System.nanoTime();
    if (now - last > LOOK_NANOS && looked.compareAndSet(last, now)) {
      for (RequestEvent event : spans.keySet()) {
        if (event.outcome().isPresent()) {
          end(event);
        }
      }
    }
  }
}
