package io.github.tinyhttp.metrics;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a server counts by itself, as the SDK of OpenTelemetry exports it.
@Timeout(120)
class ObservedServerTest {
  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(reader).build())
          .build();

  @AfterEach
  void close() {
    sdk.close();
  }

  private static Response respond(Request request) throws IOException {
    return request.offersUpgrade("chat") ? MicrometerTest.chat(request) : Response.text("fine");
  }

  /// The numbers by the names of their instruments and the values of their attributes.
  private Map<String, Long> numbers() {
    var all = new TreeMap<String, Long>();
    for (MetricData metric : reader.collectAllMetrics()) {
      if (metric.getType().name().startsWith("LONG")) {
        for (LongPointData point : metric.getLongSumData().getPoints()) {
          String attributes =
              point.getAttributes().asMap().values().stream()
                  .map(value -> " " + value)
                  .collect(Collectors.joining());
          all.put(metric.getName() + attributes, point.getValue());
        }
      }
    }
    return all;
  }

  @Test
  void a_reader_collects_what_the_server_counts() throws Exception {
    try (Server server = Server.http(0, ObservedServerTest::respond)) {
      ObservedServer observed = TinyhttpTelemetry.of(sdk).observe(server);
      try (var client = WireClient.connect(server.port());
          var other = WireClient.connect(server.port())) {
        client.send(get("/")).expectResponse(200, "fine");
        client.send(MicrometerTest.CHAT).expectInterim(101);
        client.expectClosed();
        other.send("bad\r\n\r\n").expectResponse(400);
      }
      Await.until("all are counted", () -> server.metrics().connections() == 0);
      assertThat(numbers())
          .containsEntry("tinyhttp.connections", 0L)
          .containsKey("tinyhttp.memory.held")
          .containsEntry("tinyhttp.connections.accepted", 2L)
          .containsEntry("tinyhttp.responses 2xx", 1L)
          .containsEntry("tinyhttp.responses 4xx", 1L)
          .containsEntry("tinyhttp.upgrades", 1L)
          .containsEntry("tinyhttp.messages received", 2L)
          .containsEntry("tinyhttp.messages sent", 1L)
          .containsEntry("tinyhttp.sessions.ended client", 1L)
          .containsEntry("tinyhttp.sessions.ended server", 0L)
          .containsEntry("tinyhttp.handler.calls", 2L)
          .containsEntry("tinyhttp.received", server.metrics().bytesReceived())
          .containsEntry("tinyhttp.events.dropped", 0L);
      assertThat(numbers().keySet()).anyMatch(name -> name.startsWith("tinyhttp.refusals "));
      assertThat(handlerSeconds()).isPositive();
      observed.close();
      assertThat(numbers()).isEmpty();
    }
  }

  private double handlerSeconds() {
    return reader.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals("tinyhttp.handler.time"))
        .flatMap(metric -> metric.getDoubleSumData().getPoints().stream())
        .mapToDouble(DoublePointData::getValue)
        .sum();
  }
}
