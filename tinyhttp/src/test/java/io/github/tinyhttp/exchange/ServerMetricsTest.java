package io.github.tinyhttp.exchange;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerMetrics;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// What a server counts.
class ServerMetricsTest extends SocketTest {
  private Server counting() throws IOException {
    return server(
        request ->
            switch (request.path()) {
              case "/fails" -> throw new IllegalStateException("on purpose");
              case "/missing" -> Response.status(404);
              default -> Response.text("fine");
            });
  }

  @Test
  void nothing_has_happened_at_first() throws IOException {
    ServerMetrics metrics = counting().metrics();
    assertThat(metrics.connections()).isZero();
    assertThat(metrics.connectionsAccepted()).isZero();
    assertThat(metrics.responses(2)).isZero();
    assertThat(metrics.handlerTime()).isZero();
    assertThat(metrics.refusals()).isEmpty();
  }

  @Test
  void responses_are_counted_by_the_first_digit_of_their_status() throws IOException {
    Server server = counting();
    WireClient client = client(server);
    client.send(get("/")).expectResponse(200);
    client.send(get("/")).expectResponse(200);
    client.send(get("/missing")).expectResponse(404);
    client.send(get("/fails")).expectResponse(500);
    Await.until("the last one is counted", () -> server.metrics().responses(5) == 1);
    ServerMetrics metrics = server.metrics();
    assertThat(metrics.responses(2)).isEqualTo(2);
    assertThat(metrics.responses(4)).isEqualTo(1);
    assertThat(metrics.failures()).isEqualTo(1);
    assertThat(metrics.responsesCut()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.responses(0));
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.responses(10));
  }

  @Test
  void connections_and_bytes_are_counted() throws IOException {
    Server server = counting();
    String request = get("/");
    try (WireClient client = client(server)) {
      client.send(request).expectResponse(200);
      assertThat(server.metrics().connections()).isEqualTo(1);
    }
    client(server).send(request).expectResponse(200);
    ServerMetrics metrics = server.metrics();
    assertThat(metrics.connectionsAccepted()).isEqualTo(2);
    assertThat(metrics.bytesReceived()).isEqualTo(2L * request.length());
    Await.until("the bytes are counted", () -> server.metrics().bytesSent() > 2 * "fine".length());
    Await.until("one is closed", () -> server.metrics().connections() == 1);
  }

  @Test
  void times_of_handlers_fall_into_buckets() throws IOException {
    Server server =
        server(
            request -> {
              Await.atLeast(Duration.ofMillis(30));
              return Response.text("fine");
            });
    client(server).send(get("/")).expectResponse(200);
    Await.until("it is counted", () -> server.metrics().handlerTime().toMillis() >= 30);
    assertThat(server.metrics().handlerTimes())
        .filteredOn(bucket -> bucket.count() > 0)
        .singleElement()
        .satisfies(
            bucket -> assertThat(bucket.atMost()).isGreaterThanOrEqualTo(Duration.ofMillis(50)));
    assertThat(server.metrics().handlerTimes())
        .isSortedAccordingTo((a, b) -> a.atMost().compareTo(b.atMost()));
  }

  @Test
  void refusals_are_counted_by_rule() throws IOException {
    Server server = counting();
    client(server).send("GET / HTTP/1.1\r\n\r\n").expectResponse(400);
    client(server).send("GET / HTTP/1.1\r\n\r\n").expectResponse(400);
    client(server).send("GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n").expectResponse(400);
    assertThat(server.metrics().refusals())
        .containsEntry("HOST_MISSING", 2L)
        .containsEntry("FIELD_NAME", 1L)
        .hasSize(2);
  }

  @Test
  void requests_in_flight_are_those_without_a_response() throws Exception {
    var released = new CountDownLatch(1);
    var inside = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              inside.countDown();
              Await.opened(released);
              return Response.text("fine");
            });
    WireClient client = client(server).send(get("/"));
    Await.opened(inside);
    assertThat(server.metrics().requestsInFlight()).isEqualTo(1);
    Await.until("the loop is handed over", () -> server.metrics().loopHandOvers() == 1);
    released.countDown();
    client.expectResponse(200);
    assertThat(server.metrics().requestsInFlight()).isZero();
  }
}
