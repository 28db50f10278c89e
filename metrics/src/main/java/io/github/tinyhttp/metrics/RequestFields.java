package io.github.tinyhttp.metrics;

import io.github.tinyhttp.Request;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// The header fields of a request, for propagators. Several lines of one name are one list, as RFC
/// 9110 §5.3 has it, so that a second `traceparent` makes both invalid.
final class RequestFields implements TextMapGetter<Request> {
  static final RequestFields GETTER = new RequestFields();

  private RequestFields() {}

  @Override
  @SuppressWarnings("deprecation") // older versions of OpenTelemetry call it
  public Iterable<String> keys(Request request) {
    return request.headers().names();
  }

  @Override
  public @Nullable String get(@Nullable Request request, String name) {
    return request == null ? null : request.headers().combined(name).orElse(null);
  }

  @Override
  public Iterator<String> getAll(@Nullable Request request, String name) {
    return request == null ? Collections.emptyIterator() : request.headers().all(name).iterator();
  }
}
