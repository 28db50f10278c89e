package io.github.tinyhttp.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.ServerMetrics;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.server.SimulatedServer;
import io.github.tinyhttp.testkit.Await;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole servers of both versions on a network in memory, where chance cuts, delays and breaks off
/// what clients send and take. Each response must be the one to its request, whole or seen to be
/// cut, and no connection may be left.
class SimulationTest {
  private static final int CLIENTS = 400;
  private static final Duration DEEP = Duration.ofSeconds(Long.getLong("simulation.seconds", 120));

  /// In simulated time: what the test itself takes must not count.
  private static final Duration LONG = Duration.ofSeconds(2_000);

  private static final ServerOptions OPTIONS =
      ServerOptions.defaults()
          .withHosts("*")
          .withTimeouts(Timeouts.defaults().withHead(LONG).withProgress(LONG).withIdle(LONG));

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

  private static SimulatedClient client(Random random, int number, boolean threads) {
    return random.nextBoolean()
        ? SimulatedClient.ofHttp1(random, number, threads)
        : SimulatedClient.ofHttp2(random, number, threads);
  }

  private static void run(long seed, Dispatch dispatch, boolean threads) throws Exception {
    var random = new Random(seed);
    var network = new Network(random, threads, CLIENTS, number -> client(random, number, threads));
    try (var server =
        new SimulatedServer(network, new NumberedService(), OPTIONS.withDispatch(dispatch))) {
      assertThat(network.faults()).as("seed %d, %s", seed, dispatch).isEmpty();
      Await.until("no connection is left", () -> server.metrics().connections() == 0);
      Await.until("no request is left", () -> server.metrics().requestsInFlight() == 0);
      ServerMetrics metrics = server.metrics();
      assertThat(metrics.connectionsAccepted()).isEqualTo(CLIENTS);
      assertThat(metrics.responses(5)).isZero();
    }
  }
}
