package io.github.tinyhttp.metrics;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;

/// A span of a request, with what its end needs to know of its beginning.
///
/// @param context has the span
/// @param begun the attributes that the metrics share with the span
/// @param startedAt by [System#nanoTime()]
record RequestSpan(Span span, Context context, Attributes begun, long startedAt) {}
