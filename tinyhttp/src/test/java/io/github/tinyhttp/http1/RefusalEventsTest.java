package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is told of requests that nobody could read.
class RefusalEventsTest extends SocketTest {
  private final List<String> told = new CopyOnWriteArrayList<>();

  private final ServerEvents events =
      new ServerEvents() {
        @Override
        public void sent(RequestEvent event) {
          Request request = event.request();
          Response response = event.response().orElseThrow();
          told.add("sent " + request + " " + response.status().code());
        }

        @Override
        public void cut(RequestEvent event) {
          Request request = event.request();
          told.add("cut " + request);
        }

        @Override
        public void failed(RequestEvent event, Throwable cause) {
          Request request = event.request();
          told.add("failed " + request);
        }

        @Override
        public void refused(RefusalEvent refusal) {
          Status status = refusal.status();
          String rule = refusal.rule().toString();
          told.add("refused " + status.code() + " " + rule);
        }

        @Override
        public void disconnected(ConnectionEvent connection) {
          told.add("disconnected");
        }
      };

  private Server told() throws IOException {
    Timeouts times = Timeouts.defaults().withHead(Duration.ofMillis(200));
    return server(_ -> Response.text("fine"), options().withEvents(events).withTimeouts(times));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BAD\r\n\r\n",
        "HEAD\r\n\r\n",
        "HEAD / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n",
        "\u0016\u0003\u0001",
        "GET /"
      })
  void what_is_no_request_is_told_as_refused_alone(String octets) throws IOException {
    WireClient client = client(told()).send(octets);
    client.readResponse(octets.startsWith("HEAD ") ? "HEAD" : "GET");
    client.expectClosed().close();
    Await.until("it is over", () -> told.contains("disconnected"));
    assertThat(told).hasSize(2).first().asString().startsWith("refused 4");
  }

  @Test
  void one_whose_client_has_left_is_not_told_as_cut() throws IOException {
    client(told()).send("BAD\r\n\r\n").reset();
    Await.until("it is over", () -> told.contains("disconnected"));
    assertThat(told).noneMatch(event -> event.contains("GET /"));
  }

  @Test
  void a_request_that_was_read_is_told_as_it_is() throws IOException {
    WireClient client = client(told());
    client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200);
    client.send("PUT /b HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n").expectResponse(417);
    client.expectClosed().close();
    Await.until("it is over", () -> told.contains("disconnected"));
    assertThat(told)
        .containsExactly(
            "sent GET /a HTTP/1.1 200",
            "refused 417 EXPECTATION (RFC 9110 §10.1.1)",
            "sent PUT /b HTTP/1.1 417",
            "disconnected");
  }
}
