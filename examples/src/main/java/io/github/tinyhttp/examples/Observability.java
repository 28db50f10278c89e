package io.github.tinyhttp.examples;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.metrics.RequestTimer;
import io.github.tinyhttp.metrics.ServerMetricsBean;
import io.github.tinyhttp.metrics.TinyhttpMetrics;
import io.github.tinyhttp.metrics.TinyhttpTelemetry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// Shows what a server does: `/metrics` for Prometheus, spans of OpenTelemetry on the console, a
/// bean for JMX, and `/dashboard` for people. `/slow` gives them something to see.
final class Observability {
  private static final Set<String> ROUTES =
      Set.of("/", "/slow", "/metrics", "/dashboard", "/dashboard/numbers");

  private final AtomicReference<Server> server = new AtomicReference<>();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private Response handle(Request request) throws Exception {
    return switch (request.path()) {
      case "/" -> Response.text("hello world\n");
      case "/slow" -> slow();
      case "/metrics" ->
          Response.of(200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
      case "/dashboard" -> Response.html(Dashboard.page());
      case "/dashboard/numbers" -> Response.json(Dashboard.numbers(server.get().metrics()));
      default -> Response.status(404);
    };
  }

  private static Response slow() throws InterruptedException {
    Thread.sleep(200);
    return Response.text("at last\n");
  }

  private static Optional<String> route(Request request) {
    return Optional.of(request.path()).filter(ROUTES::contains);
  }

  private Server start(int port) throws Exception {
    var timer = new RequestTimer(registry, Tags.empty(), request -> route(request).orElse("other"));
    var telemetry = TinyhttpTelemetry.of(openTelemetry()).withRoute(Observability::route);
    Server started =
        Server.builder()
            .bind(port)
            .dispatch(Dispatch.VIRTUAL_THREADS)
            .events(ServerEvents.all(timer, telemetry))
            .handler(telemetry.wrap(Handler.get(this::handle)))
            .start();
    server.set(started);
    new TinyhttpMetrics(started).bindTo(registry);
    return started;
  }

  private static OpenTelemetrySdk openTelemetry() {
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(new PrintedSpans()))
                .build())
        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
        .build();
  }

  /// Listens on the port that the system property `port` names, 8000 by default.
  public static void main(String[] args) throws Exception {
    Server server = new Observability().start(Integer.getInteger("port", 8000));
    ServerMetricsBean bean = ServerMetricsBean.register(server, "observability");
    System.out.println("listening on " + server.uri());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  bean.close();
                }));
  }
}
