package io.github.tinyhttp.examples;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Browser;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the example shows to Prometheus, to a browser and on the console.
@Timeout(180)
class ObservabilityTest {
  /// Debian's Prometheus, which scrapes the example.
  private static final class Prometheus implements AutoCloseable {
    private final Process process;
    private final String uri;
    private final HttpClient client = HttpClient.newHttpClient();

    Prometheus(Path folder, int target) throws IOException {
      Path config =
          Files.writeString(
              folder.resolve("prometheus.yml"),
              """
              scrape_configs:
                - job_name: tinyhttp
                  scrape_interval: 500ms
                  scrape_timeout: 500ms
                  static_configs:
                    - targets: ["127.0.0.1:%d"]
              """
                  .formatted(target));
      String address;
      try (var free = new ServerSocket(0)) {
        address = "127.0.0.1:" + free.getLocalPort();
      }
      uri = "http://" + address;
      process =
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=" + config,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=" + address)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("prometheus.log").toFile())
              .start();
    }

    /// The result of a query, as JSON; empty while Prometheus does not listen.
    String ask(String query) {
      String escaped = URLEncoder.encode(query, StandardCharsets.UTF_8);
      URI asked = URI.create(uri + "/api/v1/query?query=" + escaped);
      try {
        return client
            .send(HttpRequest.newBuilder(asked).build(), HttpResponse.BodyHandlers.ofString())
            .body();
      } catch (IOException _) {
        return "";
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      process.destroy();
      Await.until("Prometheus has ended", () -> !process.isAlive());
      client.shutdownNow();
    }
  }

  @Test
  void prometheus_scrapes_it(@TempDir Path folder) throws Exception {
    try (var example = RunningExample.onClassPath(Observability.class);
        var client = example.connect();
        var prometheus = new Prometheus(folder, example.uri().getPort())) {
      for (int i = 0; i < 3; i++) {
        client.send(get("/")).expectResponse(200, "hello world\n");
      }
      client.send(get("/made/up")).expectResponse(404);
      expect(prometheus, "tinyhttp_responses_total{status=\"4xx\"}", "1");
      expect(prometheus, "http_server_requests_seconds_count{uri=\"/\",status=\"200\"}", "3");
      expect(prometheus, "http_server_requests_seconds_count{uri=\"other\"}", "1");
      expect(prometheus, "up", "1");
      expect(prometheus, "tinyhttp_connections > bool 1", "1");
    }
  }

  private static void expect(Prometheus prometheus, String query, String value) {
    Await.until(
        query + " is " + value, () -> prometheus.ask(query).contains(",\"" + value + "\"]"));
  }

  @Test
  void a_span_is_printed_with_the_trace_of_the_client() throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    try (var example = RunningExample.onClassPath(Observability.class);
        var client = example.connect()) {
      client.send(
          "GET /slow HTTP/1.1\r\nHost: localhost\r\ntraceparent: 00-"
              + trace
              + "-b7ad6b7169203331-01\r\n\r\n");
      client.expectResponse(200, "at last\n");
      assertThat(example.readLine()).startsWith("span GET /slow of trace " + trace + " took ");
    }
  }

  @Test
  void the_dashboard_shows_numbers(@TempDir Path profile) throws Exception {
    try (var example = RunningExample.onClassPath(Observability.class);
        var client = example.connect()) {
      WireResponse numbers = client.send(get("/dashboard/numbers")).expectResponse(200);
      assertThat(numbers.header("Content-Type")).startsWith("application/json");
      try (var browser = new Browser(profile)) {
        browser.open(example.uri().resolve("/dashboard").toString());
        browser.await("document.querySelector('#state').textContent.startsWith('live')");
        browser.await("[...document.querySelectorAll('dd')].every(one => one.textContent !== '–')");
      }
    }
  }
}
