/// Programs that use tinyhttp the way an application with a module of its own does.
@SuppressWarnings("requires-automatic") // Micrometer and OpenTelemetry have no descriptors
module io.github.tinyhttp.examples {
  requires io.github.tinyhttp;
  requires io.github.tinyhttp.websocket;

  // One example alone needs these: the others run without them.
  requires static io.github.tinyhttp.metrics;
  requires static io.opentelemetry.api;
  requires static io.opentelemetry.context;
  requires static io.opentelemetry.sdk;
  requires static io.opentelemetry.sdk.common;
  requires static io.opentelemetry.sdk.trace;
  requires static java.management;
  requires static micrometer.core;
  requires static micrometer.registry.prometheus;
}
