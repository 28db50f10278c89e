package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.LoggedWarnings;
import io.github.tinyhttp.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many connections at once with random errands, pipelined and cut anywhere: all responses have to
/// be there, in order, byte for byte, and nothing may be left behind.
class StressTest {
  private static final int CLIENTS = 24;
  private static final int LOOPS = 2;
  private static final int RECEIVERS = 3;

  enum Way {
    AUTO,
    INLINE,
    VIRTUAL,
    PULL
  }

  private LoggedWarnings logged;

  /// The handler throws on purpose, thousands of times.
  @BeforeEach
  void silenceTheLog() {
    logged = LoggedWarnings.begin();
  }

  @AfterEach
  void restoreTheLog() {
    logged.close();
  }

  @ParameterizedTest
  @EnumSource
  void every_response_is_right(Way way) throws Exception {
    stress(way, Duration.ofMillis(2_500));
  }

  @Tag("deep")
  @ParameterizedTest
  @EnumSource
  void every_response_is_right_for_a_minute(Way way) throws Exception {
    stress(way, Duration.ofMinutes(1));
  }

  private static void stress(Way way, Duration time) throws Exception {
    long seed = new Random().nextLong();
    Server server = start(way);
    try {
      List<Thread> receivers = way == Way.PULL ? receive(server) : List.of();
      int responses = visits(server.port(), seed, time);
      assertThat(responses).isGreaterThan(CLIENTS);
      Await.until("all connections are closed", () -> server.connections() == 0);
      assertThat(server.requestsInFlight()).isZero();
      server.close();
      for (Thread receiver : receivers) {
        receiver.join();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(way + " with seed " + seed + ": " + e.getCause(), e);
    } finally {
      server.close();
    }
  }

  private static Server start(Way way) throws IOException {
    var builder = Server.builder().hosts("*").bind(0).loops(LOOPS);
    return switch (way) {
      case AUTO -> builder.dispatch(Dispatch.AUTO).handler(StressTest::handle).start();
      case INLINE -> builder.dispatch(Dispatch.INLINE).handler(StressTest::handle).start();
      case VIRTUAL ->
          builder.dispatch(Dispatch.VIRTUAL_THREADS).handler(StressTest::handle).start();
      case PULL -> builder.start();
    };
  }

  private static Response handle(Request request) throws IOException, InterruptedException {
    return Errand.of(request).run(request);
  }

  private static List<Thread> receive(Server server) {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < RECEIVERS; i++) {
      threads.add(
          Thread.ofPlatform()
              .name("receiver-" + i)
              .start(() -> server.incomingRequests().forEach(StressTest::serve)));
    }
    return threads;
  }

  /// What a careful application does with a request it has received.
  private static void serve(Request request) {
    try {
      Response response = handle(request);
      if (response != null) {
        request.respond(response);
      }
    } catch (IOException | InterruptedException | RuntimeException _) {
      request.close();
    }
  }

  /// @return how many responses were checked
  private static int visits(int port, long seed, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<Future<Integer>>();
      for (int i = 0; i < CLIENTS; i++) {
        var client = new StressClient(port, seed + i, i << 24);
        results.add(
            executor.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    client.visit();
                  }
                  return client.responses();
                }));
      }
      int responses = 0;
      for (Future<Integer> result : results) {
        responses += result.get();
      }
      return responses;
    }
  }
}
