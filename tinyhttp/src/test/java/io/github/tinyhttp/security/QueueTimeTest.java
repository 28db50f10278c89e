package io.github.tinyhttp.security;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// How long a request may wait for the application. Time is the subject: the tests let some
/// milliseconds pass.
class QueueTimeTest extends EachVersionTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int TOGETHER = 60;
  private static final int MOST_ROUNDS = 50;

  private final CountDownLatch released = new CountDownLatch(1);

  private static ServerOptions bounded(Duration time) {
    return options().withTimeouts(Timeouts.defaults().withQueue(time));
  }

  private static void letTimePass() {
    long end = System.nanoTime() + SHORT.toNanos();
    Await.until("the time is over", () -> System.nanoTime() > end);
  }

  private Response respond(Request request) {
    if (request.path().equals("/first")) {
      Await.opened(released);
    }
    return Response.text(request.path());
  }

  private void expectRefused(Server server, Conversation late) {
    late.expectResponse(503);
    assertThat(server.metrics().refusals()).containsKey("WAITED_TOO_LONG");
    expectServed(late);
  }

  /// On a busy machine a request may wait for too long although no other one is there.
  private static void expectServed(Conversation client) {
    Await.until(
        "a request is served",
        () -> client.renewDeadline().send(get("/again")).readResponse().status() == 200);
  }

  @Test
  void that_waits_for_a_thread_for_too_long_gets_503_and_its_connection_goes_on() throws Exception {
    var one = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(9));
    try {
      Server server = server(this::respond, bounded(SHORT).withDispatch(Dispatch.on(one)));
      Conversation first = converse(server).send(get("/first"));
      Await.until("it is with the handler", () -> one.getActiveCount() == 1);
      Conversation late = converse(server).send(get("/late"));
      Await.until("it waits", () -> server.requestsInFlight() == 2);
      letTimePass();
      released.countDown();
      first.expectResponse(200, "/first");
      expectRefused(server, late);
    } finally {
      released.countDown();
      one.shutdownNow();
    }
  }

  @Test
  void that_waits_to_be_received_for_too_long_gets_503() throws Exception {
    Server server = closedAfter(Server.builder().bind(0).options(bounded(SHORT)).start());
    Conversation late = converse(server).send(get("/late"));
    Await.until("it waits", () -> server.requestsInFlight() == 1);
    letTimePass();
    assertThat(server.tryReceive()).isEmpty();
    late.expectResponse(503);
    late.send(get("/late"));
    Await.until("it waits", () -> server.requestsInFlight() == 1);
    letTimePass();
    assertThat(server.receive(Duration.ofMillis(1))).isEmpty();
    late.expectResponse(503);
    late.send(get("/in-time"));
    receive(server).respond(Response.text("received"));
    late.expectResponse(200, "received");
  }

  /// A driver finds many requests at once, whose handlers compute for a moment each. On a busy
  /// machine it may lose its loop meanwhile, and look for requests again.
  @Test
  void that_waits_on_the_loop_for_too_long_gets_503() throws Exception {
    Server server =
        server(
            QueueTimeTest::compute,
            bounded(SHORT.dividedBy(10)).withLoops(1).withDispatch(Dispatch.INLINE));
    Conversation client = converse(server);
    int refused = 0;
    for (int round = 0; refused == 0 && round < MOST_ROUNDS; round++) {
      client.renewDeadline().send(get("/").repeat(TOGETHER));
      for (int i = 0; i < TOGETHER; i++) {
        int status = client.readResponse().status();
        assertThat(status).isIn(200, 503);
        refused += status == 503 ? 1 : 0;
      }
    }
    assertThat(refused).isPositive();
    assertThat(server.metrics().refusals()).containsEntry("WAITED_TOO_LONG", (long) refused);
    expectServed(client);
  }

  private static Response compute(Request request) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return Response.text("done");
  }

  @Test
  void no_time_at_all_is_no_limit() {
    assertThatThrownBy(() -> Timeouts.defaults().withQueue(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Timeouts.defaults().withQueue(SHORT).withoutQueueLimit())
        .isEqualTo(Timeouts.defaults());
  }
}
