package io.github.tinyhttp.examples;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;

/// Prints spans. A real program exports them by OTLP instead.
final class PrintedSpans implements SpanExporter {
  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    for (SpanData span : spans) {
      Duration took = Duration.ofNanos(span.getEndEpochNanos() - span.getStartEpochNanos());
      System.out.printf(
          "span %s of trace %s took %d ms%n", span.getName(), span.getTraceId(), took.toMillis());
    }
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
