import org.jspecify.annotations.NullMarked;

/// What a tinyhttp server does, for Micrometer, OpenTelemetry and JMX. An application requires
/// those of the three that it uses; the others need not be there.
@NullMarked
@SuppressWarnings({
  "requires-automatic",
  "requires-transitive-automatic"
}) // they have no descriptor
module io.github.tinyhttp.metrics {
  requires transitive io.github.tinyhttp;
  requires static com.google.errorprone.annotations;
  requires static io.opentelemetry.api;
  requires static io.opentelemetry.context;
  requires static java.management;
  requires static micrometer.core;
  requires static org.jspecify;

  exports io.github.tinyhttp.metrics;
}
