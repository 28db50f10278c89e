package io.github.tinyhttp.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadinessTest extends SocketTest {
  private static final String READY = "GET /ready HTTP/1.1\nHost: a\n\n";

  @Test
  void it_is_ready_until_it_is_withdrawn_and_requests_are_served_on() throws IOException {
    var readiness = new Readiness();
    Server server =
        server(
            request ->
                request.path().equals("/ready")
                    ? readiness.handle(request)
                    : Response.text("hello"));
    WireResponse ready = client(server).sendLines(READY).expectResponse(200, "ready\n");
    assertThat(ready.header("Cache-Control")).isEqualTo("no-store");
    assertThat(readiness.isReady()).isTrue();

    readiness.withdraw(Duration.ofMillis(1));
    client(server).sendLines(READY).expectResponse(503, "stopping\n");
    client(server).sendLines("GET / HTTP/1.1\nHost: a\n\n").expectResponse(200, "hello");
    assertThat(readiness.isReady()).isFalse();
  }

  @Test
  void an_interrupt_ends_the_delay_and_is_not_lost() {
    var readiness = new Readiness();
    Thread.currentThread().interrupt();
    readiness.withdraw(Duration.ofDays(1));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(readiness.isReady()).isFalse();
  }
}
