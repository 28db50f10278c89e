package io.github.tinyhttp.bench;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.metrics.RequestTimer;
import io.github.tinyhttp.metrics.TinyhttpMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.util.Arrays;

/// A server that responds to `GET /`, watched or not, to compare its CPU time for a request:
///
/// ```
/// WatchedServer 18081              nothing listens
/// WatchedServer 18082 events       a listener that does nothing with the end of a request
/// WatchedServer 18083 log          an access log into a file
/// WatchedServer 18084 micrometer   all meters of a registry for Prometheus
/// ```
public final class WatchedServer {
  private WatchedServer() {}

  /// @param args the port, and what watches
  public static void main(String[] args) throws Exception {
    var kinds = Arrays.asList(args).subList(1, args.length);
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ServerEvents events = ServerEvents.NONE;
    if (kinds.contains("events")) {
      events = new Idle();
    } else if (kinds.contains("micrometer")) {
      events = new RequestTimer(registry);
    }
    Response response = Response.text("hello world");
    Handler handler = _ -> response;
    Server.Builder builder =
        Server.builder().bind(Integer.parseInt(args[0])).loops(1).events(events).handler(handler);
    if (kinds.contains("log")) {
      builder.accessLog(AccessLog.toFile(Files.createTempFile("access", ".log")));
    }
    Server server = builder.start();
    if (kinds.contains("micrometer")) {
      new TinyhttpMetrics(server).bindTo(registry);
    }
  }

  private static final class Idle implements ServerEvents {
    @Override
    public void sent(RequestEvent request) {}
  }
}
