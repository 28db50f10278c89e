package io.github.tinyhttp.metrics;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.RequestEvent.Moment;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import java.util.Optional;

/// What spans and metrics are made with.
final class Instruments {
  private static final String SCOPE = "io.github.tinyhttp";
  private static final double NANOS_PER_SECOND = 1e9;

  /// The bounds that the conventions recommend, in seconds.
  private static final List<Double> BUCKETS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

  private final TextMapPropagator propagator;
  private final Tracer tracer;
  private final Meter meter;
  private final DoubleHistogram duration;
  private final LongUpDownCounter active;

  Instruments(OpenTelemetry openTelemetry) {
    propagator = openTelemetry.getPropagators().getTextMapPropagator();
    tracer = openTelemetry.getTracer(SCOPE);
    meter = openTelemetry.getMeter(SCOPE);
    duration =
        meter
            .histogramBuilder("http.server.request.duration")
            .setUnit("s")
            .setDescription("Duration of HTTP server requests.")
            .setExplicitBucketBoundariesAdvice(BUCKETS)
            .build();
    active =
        meter
            .upDownCounterBuilder("http.server.active_requests")
            .setUnit("{request}")
            .setDescription("Number of active HTTP server requests.")
            .build();
  }

  Meter meter() {
    return meter;
  }

  /// Starts the span of a request, when its head was read.
  RequestSpan start(Request request, RequestAttributes.Known known) {
    Context parent = propagator.extract(Context.root(), request, RequestFields.GETTER);
    SpanBuilder builder =
        tracer
            .spanBuilder(known.spanName())
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAllAttributes(known.ofSpan());
    Optional<RequestEvent> event = request.attribute(RequestEvent.OF_REQUEST);
    event.flatMap(one -> one.time(Moment.RECEIVED)).ifPresent(builder::setStartTimestamp);
    long startedAt =
        event
            .flatMap(one -> one.nanoTime(Moment.RECEIVED).stream().boxed().findFirst())
            .orElseGet(System::nanoTime);
    Span span = builder.startSpan();
    Context context = parent.with(span);
    active.add(1, Keys.ofActive(known.ofMetrics()), context);
    return new RequestSpan(span, context, known.ofMetrics(), startedAt);
  }

  /// Ends a span, and counts its request.
  void end(RequestSpan started, Ending ending) {
    AttributesBuilder all = Attributes.builder();
    ending.status().ifPresent(status -> all.put(Keys.RESPONSE_STATUS_CODE, (long) status));
    ending.errorType().ifPresent(type -> all.put(Keys.ERROR_TYPE, type));
    Attributes common = all.build();
    Span span = started.span().setAllAttributes(common);
    if (ending.isCut()) {
      span.setAttribute(Keys.OUTCOME, "cut");
    }
    if (ending.isFailure()) {
      span.setStatus(StatusCode.ERROR);
      ending.cause().ifPresent(span::recordException);
    }
    span.end(ending.at());
    Context context = started.context();
    active.add(-1, Keys.ofActive(started.begun()), context);
    duration.record(
        (ending.nanoTime() - started.startedAt()) / NANOS_PER_SECOND,
        started.begun().toBuilder().putAll(common).build(),
        context);
  }
}
