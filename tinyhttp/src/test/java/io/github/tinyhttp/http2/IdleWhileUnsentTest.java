package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A connection whose last response is not with the operating system yet is not idle, however long
/// that takes. Time is the subject here.
class IdleWhileUnsentTest extends Http2Test {
  private static final Duration IDLE = Duration.ofMillis(300);
  private static final Duration UNSENT = Duration.ofSeconds(1);
  private static final int SIZE = 15_000;
  private static final int MOST = 2_000;

  private final AtomicInteger sent = new AtomicInteger();

  private Server responding() throws IOException {
    var events =
        new ServerEvents() {
          @Override
          public void sent(RequestEvent event) {
            sent.incrementAndGet();
          }
        };
    return server(
        _ -> Response.bytes(new byte[SIZE]),
        options().withEvents(events).withTimeouts(Timeouts.defaults().withIdle(IDLE)));
  }

  /// Makes requests until the response to one of them has not left for longer than a connection may
  /// be idle.
  ///
  /// @return how many there were
  private int fill(Runnable request) {
    for (int made = 1; made < MOST; made++) {
      request.run();
      long end = System.nanoTime() + UNSENT.toNanos();
      while (sent.get() < made && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      if (sent.get() < made) {
        return made;
      }
    }
    throw new AssertionError("the client's system takes all");
  }

  @Test
  void a_connection_of_http_2_takes_another_request() throws Exception {
    TestClient client = raw(responding());
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 1 << 30);
    client.window(0, 1 << 30);
    var stream = new AtomicInteger(-1);
    int made = fill(() -> client.get(stream.addAndGet(2)));
    client.get(stream.addAndGet(2));
    client.frames().renewDeadline();
    for (int i = 0; i <= made; i++) {
      assertThat(client.response(2 * i + 1).content()).hasSize(SIZE);
    }
    Await.until("all are told", () -> sent.get() == made + 1);
    isGoAway(client, ErrorCode.NO_ERROR);
  }

  @Test
  void a_connection_of_http_1_takes_another_request() throws Exception {
    WireClient client = client(responding());
    Runnable request = () -> client.sendLines("GET / HTTP/1.1\nHost: a\n\n");
    int made = fill(request);
    request.run();
    client.renewDeadline();
    for (int i = 0; i <= made; i++) {
      assertThat(client.readResponse().body()).hasSize(SIZE);
    }
    client.expectClosed();
  }
}
