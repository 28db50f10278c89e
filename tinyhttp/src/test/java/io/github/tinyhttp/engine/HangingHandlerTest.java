package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Application code that does not come back before the grace of its server is over.
class HangingHandlerTest extends SocketTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final ExecutorService POOL = Executors.newFixedThreadPool(1);

  private final CountDownLatch interrupted = new CountDownLatch(1);

  private static List<Dispatch> dispatches() {
    return List.of(Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS, Dispatch.on(POOL));
  }

  @AfterAll
  static void closePool() {
    POOL.close();
  }

  private void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      interrupted.countDown();
    }
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void is_interrupted_when_the_grace_is_over(Dispatch dispatch) throws Exception {
    Server server =
        server(
            _ -> {
              hang();
              return Response.empty();
            },
            options().withDispatch(dispatch));
    client(server).send(get("/"));
    Await.until("it is with the handler", () -> server.requestsInFlight() == 1);
    assertThat(server.shutdown(SHORT)).isFalse();
    Await.opened(interrupted);
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void is_interrupted_while_it_makes_content(Dispatch dispatch) throws Exception {
    var begun = new CountDownLatch(1);
    Body.Writer writer =
        _ -> {
          begun.countDown();
          hang();
        };
    Server server =
        server(
            _ -> Response.status(200).withBody(Body.written(writer)),
            options().withDispatch(dispatch));
    client(server).send(get("/"));
    Await.opened(begun);
    assertThat(server.shutdown(SHORT)).isFalse();
    Await.opened(interrupted);
  }

  /// An interrupt that was meant for a handler must not reach the pool's next task.
  @Test
  void leaves_a_thread_of_a_pool_as_it_was() throws Exception {
    Server server =
        server(
            _ -> {
              hang();
              Thread.currentThread().interrupt();
              return Response.empty();
            },
            options().withDispatch(Dispatch.on(POOL)));
    client(server).send(get("/"));
    Await.until("it is with the handler", () -> server.requestsInFlight() == 1);
    assertThat(server.shutdown(SHORT)).isFalse();
    assertThat(result(POOL.submit(Thread::interrupted))).isFalse();
  }

  /// Time is the subject here: three times the grace is more than any machine needs.
  @Test
  void does_not_make_the_grace_longer_when_the_processors_are_busy() throws Exception {
    Duration grace = Duration.ofSeconds(2);
    Server server =
        server(
            _ -> {
              hang();
              return Response.empty();
            },
            options().withDispatch(Dispatch.VIRTUAL_THREADS));
    client(server).send(get("/"));
    Await.until("it is with the handler", () -> server.requestsInFlight() == 1);
    List<Thread> busy = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      busy.add(Thread.ofPlatform().daemon().start(HangingHandlerTest::burn));
    }
    long start = System.nanoTime();
    assertThat(server.shutdown(grace)).isFalse();
    busy.forEach(Thread::interrupt);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(grace, grace.multipliedBy(3));
  }

  private static void burn() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }
}
