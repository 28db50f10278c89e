package io.github.tinyhttp.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerMetrics;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.server.SimulatedServer;
import io.github.tinyhttp.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole servers on a network in memory, where chance cuts, delays and breaks off what clients send
/// and take. Each response must be the one to its request, whole or seen to be cut, and no
/// connection may be left.
class SimulationTest {
  private static final int CLIENTS = 400;
  private static final Duration DEEP = Duration.ofSeconds(Long.getLong("simulation.seconds", 120));

  /// In simulated time: what the test itself takes must not count.
  private static final Duration LONG = Duration.ofSeconds(2_000);

  private static final ServerOptions OPTIONS =
      ServerOptions.defaults()
          .withHosts("*")
          .withTimeouts(Timeouts.defaults().withHead(LONG).withProgress(LONG).withIdle(LONG));

  private static Response handle(Request request) throws Exception {
    List<String> path = request.segments();
    return switch (path.getFirst()) {
      case "bytes" -> Response.bytes(content(path));
      case "stream" -> {
        byte[] content = content(path);
        yield Response.stream(out -> out.write(content));
      }
      case "receipt" -> Response.bytes(Exchange.receipt(request.body().readAllBytes()));
      default -> Response.status(418);
    };
  }

  private static byte[] content(List<String> path) {
    return Exchange.content(Integer.parseInt(path.get(1)), Integer.parseInt(path.get(2)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void one_thread_serves_all(long seed) throws Exception {
    run(seed, Dispatch.INLINE, false);
  }

  @ParameterizedTest
  @ValueSource(longs = 1)
  void many_threads_serve_all(long seed) throws Exception {
    run(seed, Dispatch.AUTO, true);
    run(seed, Dispatch.VIRTUAL_THREADS, true);
  }

  /// Seeds that no run had before, each told if it finds something.
  @Test
  @Tag("deep")
  void new_seeds() throws Exception {
    long end = System.nanoTime() + DEEP.toNanos();
    var seeds = new Random();
    while (System.nanoTime() < end) {
      run(seeds.nextLong(), Dispatch.INLINE, false);
      run(seeds.nextLong(), Dispatch.AUTO, true);
      run(seeds.nextLong(), Dispatch.VIRTUAL_THREADS, true);
    }
  }

  private static void run(long seed, Dispatch dispatch, boolean threads) throws Exception {
    var random = new Random(seed);
    var network =
        new Network(
            random, threads, CLIENTS, number -> new SimulatedClient(random, number, threads));
    try (var server =
        new SimulatedServer(network, SimulationTest::handle, OPTIONS.withDispatch(dispatch))) {
      assertThat(network.faults()).as("seed %d, %s", seed, dispatch).isEmpty();
      Await.until("no connection is left", () -> server.metrics().connections() == 0);
      Await.until("no request is left", () -> server.metrics().requestsInFlight() == 0);
      ServerMetrics metrics = server.metrics();
      assertThat(metrics.connectionsAccepted()).isEqualTo(CLIENTS);
      assertThat(metrics.responses(5)).isZero();
    }
  }
}
