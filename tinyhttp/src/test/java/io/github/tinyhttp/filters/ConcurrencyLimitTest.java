package io.github.tinyhttp.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest extends SocketTest {
  private final Semaphore gate = new Semaphore(0);
  private final AtomicInteger entered = new AtomicInteger();

  private final Handler gated =
      request -> {
        entered.incrementAndGet();
        gate.acquire();
        return Response.text(request.path());
      };

  private Server serve(ConcurrencyLimit limit) throws IOException {
    return server(limit.wrap(gated), options().withDispatch(Dispatch.VIRTUAL_THREADS));
  }

  private WireClient ask(Server server, int number) {
    return client(server).sendLines("GET /" + number + " HTTP/1.1\nHost: a\n\n");
  }

  @Test
  void a_request_beyond_the_bound_is_told_when_to_come_again() throws Exception {
    Server server = serve(ConcurrencyLimit.of(2).withRetryAfter(Duration.ofSeconds(7)));
    var first = ask(server, 1);
    var second = ask(server, 2);
    Await.until("both are handled", () -> entered.get() == 2);
    WireResponse refused = ask(server, 3).expectResponse(503);
    assertThat(refused.header("Retry-After")).isEqualTo("7");
    gate.release(2);
    first.expectResponse(200, "/1");
    second.expectResponse(200, "/2");
    gate.release();
    ask(server, 4).expectResponse(200, "/4");
  }

  @Test
  void requests_wait_in_order() throws Exception {
    Server server = serve(ConcurrencyLimit.of(1).withQueue(3, Duration.ofSeconds(20)));
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(ask(server, i));
      int asked = i + 1;
      Await.until("it has come", () -> server.requestsInFlight() == asked);
      clients.getLast().expectIdle(Duration.ofMillis(100)); // it is in the queue by now
    }
    ask(server, 9).expectResponse(503);
    for (int i = 0; i < 4; i++) {
      gate.release();
      clients.get(i).expectResponse(200, "/" + i);
    }
  }

  @Test
  void a_request_does_not_wait_for_ever() throws Exception {
    Server server = serve(ConcurrencyLimit.of(1).withQueue(1, Duration.ofMillis(20)));
    var first = ask(server, 1);
    Await.until("it is handled", () -> entered.get() == 1);
    ask(server, 2).expectResponse(503);
    gate.release();
    first.expectResponse(200, "/1");
  }

  @Test
  void a_handler_that_fails_leaves_its_place() throws Exception {
    Handler failing =
        ConcurrencyLimit.of(1)
            .wrap(
                _ -> {
                  throw new IllegalStateException("on purpose");
                });
    var client = client(failing);
    for (int i = 0; i < 3; i++) {
      client.sendLines("GET / HTTP/1.1\nHost: a\n\n").expectResponse(500);
    }
  }

  @Test
  void what_makes_no_sense_is_refused_at_once() {
    assertThatIllegalArgumentException().isThrownBy(() -> ConcurrencyLimit.of(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConcurrencyLimit.of(1).withQueue(-1, Duration.ZERO));
  }
}
