package io.github.tinyhttp.metrics;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.SessionEndEvent;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Meters, as a registry for Prometheus shows them.
@Timeout(120)
class MicrometerTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @AfterEach
  void close() {
    registry.close();
  }

  private static Server serve(Handler handler, RequestTimer timer) throws IOException {
    return Server.builder().bind(0).hosts("*").events(timer).handler(handler).start();
  }

  private Server serve(Handler handler) throws IOException {
    Server server = serve(handler, new RequestTimer(registry));
    new TinyhttpMetrics(server).bindTo(registry);
    return server;
  }

  private static Response respond(Request request) throws Exception {
    return switch (request.path()) {
      case "/fail" -> throw new HttpException(503, "no");
      case "/endless" ->
          Response.stream(
              out -> {
                while (true) {
                  out.write(new byte[1 << 16]);
                }
              });
      default -> Response.text("fine");
    };
  }

  /// The timer of requests that ended in one way; waits until there are `count`.
  private Timer timer(long count, String... tags) {
    Await.until(
        "requests are timed",
        () -> {
          Timer timer = registry.find("http.server.requests").tags(tags).timer();
          return timer != null && timer.count() == count;
        });
    return registry.get("http.server.requests").tags(tags).timer();
  }

  private double value(String name, String... tags) {
    Meter meter = registry.get(name).tags(tags).meter();
    return meter.measure().iterator().next().getValue();
  }

  @Test
  void requests_are_timed_by_method_status_and_outcome() throws Exception {
    try (Server server = serve(MicrometerTest::respond);
        var client = WireClient.connect(server.port())) {
      client.send(get("/a")).expectResponse(200);
      client.send(get("/b?c")).expectResponse(200);
      client.send(get("/fail")).expectResponse(503);
      client.send("BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n").expectResponse(200);
      Timer fine = timer(2, "method", "GET", "status", "200", "outcome", "SUCCESS", "uri", "none");
      assertThat(fine.totalTime(TimeUnit.SECONDS)).isPositive();
      timer(1, "method", "GET", "status", "503", "outcome", "SERVER_ERROR");
      timer(1, "method", "OTHER", "status", "200");
    }
  }

  @Test
  void a_cut_response_says_so() throws Exception {
    try (Server server = serve(MicrometerTest::respond)) {
      var client = WireClient.connect(server.port());
      client.send(get("/endless")).expectHead(200);
      client.reset();
      timer(1, "status", "200", "outcome", "CUT");
      assertThat(value("tinyhttp.responses.cut")).isEqualTo(1);
    }
  }

  @Test
  void the_application_names_uris_and_their_number_is_bounded() throws Exception {
    var timer =
        new RequestTimer(registry, Tags.of("server", "notes"), request -> request.rawPath());
    try (Server server = serve(MicrometerTest::respond, timer);
        var client = WireClient.connect(server.port())) {
      for (int i = 0; i < 1_001; i++) {
        client.send(get("/" + i)).expectResponse(200);
      }
      timer(1, "uri", "/7", "server", "notes");
      timer(1, "uri", "OTHER");
      assertThat(registry.find("http.server.requests").tags("uri", "/1000").timer()).isNull();
    }
  }

  @Test
  void what_the_server_counts_is_metered() throws Exception {
    try (Server server = serve(MicrometerTest::respond);
        var client = WireClient.connect(server.port())) {
      client.send(get("/")).expectResponse(200);
      client.send(get("/fail")).expectResponse(503);
      client.send("bad\r\n\r\n").expectResponse(400);
      Await.until("all are counted", () -> server.metrics().responses(4) == 1);
      assertThat(value("tinyhttp.responses", "status", "2xx")).isEqualTo(1);
      assertThat(value("tinyhttp.responses", "status", "5xx")).isEqualTo(1);
      assertThat(value("tinyhttp.connections.accepted")).isEqualTo(1);
      assertThat(value("tinyhttp.requests.in.flight")).isZero();
      assertThat(value("tinyhttp.memory.held")).isEqualTo(server.metrics().memoryHeld());
      assertThat(value("tinyhttp.received")).isEqualTo(server.metrics().bytesReceived());
      assertThat(value("tinyhttp.sent")).isEqualTo(server.metrics().bytesSent());
      assertThat(registry.get("tinyhttp.handler").functionTimer().count()).isEqualTo(2);
      assertThat(value("tinyhttp.rules.broken")).isEqualTo(1);
      String rule = server.metrics().refusals().keySet().iterator().next();
      assertThat(value("tinyhttp.refusals", "rule", rule)).isEqualTo(1);
    }
  }

  @Test
  void messages_and_ends_of_sessions_are_metered() throws Exception {
    try (Server server = serve(MicrometerTest::chat);
        var client = WireClient.connect(server.port())) {
      client.send(CHAT).expectInterim(101);
      client.expectClosed();
      assertThat(value("tinyhttp.messages", "direction", "received")).isEqualTo(2);
      assertThat(value("tinyhttp.messages", "direction", "sent")).isEqualTo(1);
      assertThat(value("tinyhttp.sessions.ended", "closed.by", "client")).isEqualTo(1);
      assertThat(registry.scrape())
          .contains("tinyhttp_messages_total{direction=\"received\"} 2.0")
          .contains("tinyhttp_sessions_ended_total{closed_by=\"client\"} 1.0");
      assertThat(promtool(registry.scrape())).isEmpty();
    }
  }

  /// What [#chat] is asked for.
  static final String CHAT =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: chat\r\n\r\n";

  /// Speaks a protocol of its own, with two messages from the client and one to it.
  static Response chat(Request request) throws IOException {
    try (Upgrade upgrade = request.upgrade("chat", Response.empty())) {
      upgrade.tellReceived(MessageEvent.Kind.TEXT, 1);
      upgrade.tellReceived(MessageEvent.Kind.BINARY, 2);
      upgrade.tellSent(MessageEvent.Kind.TEXT, 3);
      upgrade.tellEnd(1, "", SessionEndEvent.ClosedBy.CLIENT);
    }
    return Response.handled();
  }

  @Test
  void several_servers_share_a_registry() throws Exception {
    try (Server one = Server.http(0, MicrometerTest::respond);
        Server other = Server.http(0, MicrometerTest::respond);
        var client = WireClient.connect(other.port())) {
      new TinyhttpMetrics(one, Tags.of("server", "one")).bindTo(registry);
      new TinyhttpMetrics(other, Tags.of("server", "other")).bindTo(registry);
      client.send(get("/")).expectResponse(200);
      assertThat(value("tinyhttp.connections.accepted", "server", "one")).isZero();
      assertThat(value("tinyhttp.connections.accepted", "server", "other")).isEqualTo(1);
    }
  }

  /// Micrometer holds what its gauges ask weakly.
  @Test
  void meters_live_as_long_as_the_registry() throws Exception {
    int port = serve(MicrometerTest::respond).port();
    System.gc();
    try (var client = WireClient.connect(port)) {
      client.send(get("/")).expectResponse(200);
      assertThat(value("tinyhttp.connections")).isEqualTo(1);
      assertThat(value("tinyhttp.connections.accepted")).isEqualTo(1);
    }
  }

  @Test
  void promtool_is_content() throws Exception {
    try (Server server = serve(MicrometerTest::respond);
        var client = WireClient.connect(server.port())) {
      client.send(get("/")).expectResponse(200);
      client.send("bad\r\n\r\n").expectResponse(400);
      timer(1, "status", "200");
      registry.scrape(); // the first brings the counter of a rule
      String page = registry.scrape();
      assertThat(page)
          .contains("http_server_requests_seconds_count{")
          .contains("tinyhttp_responses_total{status=\"2xx\"} 1.0")
          .contains("tinyhttp_sent_bytes_total ")
          .contains("tinyhttp_handler_seconds_sum ")
          .contains("tinyhttp_refusals_total{rule=");
      assertThat(promtool(page)).isEmpty();
    }
  }

  private static List<String> promtool(String page) throws Exception {
    Process process =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(page.getBytes(StandardCharsets.UTF_8));
    }
    List<String> complaints = process.inputReader().lines().toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return complaints;
  }
}
