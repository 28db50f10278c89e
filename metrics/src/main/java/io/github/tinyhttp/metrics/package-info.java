/// What a [io.github.tinyhttp.Server] does, for the systems that gather such things.
///
/// - [TinyhttpMetrics] and [RequestTimer]: meters of Micrometer, and with it Prometheus and others
/// - [TinyhttpTelemetry]: spans and metrics of OpenTelemetry
/// - [ServerMetricsBean]: attributes of a bean of JMX
///
/// All numbers come from [io.github.tinyhttp.ServerMetrics], which loses none. What needs the
/// single request, a timer or a span, comes from [io.github.tinyhttp.ServerEvents].
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.metrics;
