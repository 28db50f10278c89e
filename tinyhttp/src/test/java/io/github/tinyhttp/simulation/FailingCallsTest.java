package io.github.tinyhttp.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.server.SimulatedServer;
import io.github.tinyhttp.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls of the operating system fail, with every error that their manuals name. The connection
/// that a call was for may end, and no other one notices: no response is mixed up, doubled, or cut
/// as if it were whole, each request is told once as sent or cut, and nothing is left open.
class FailingCallsTest {
  private static final int CLIENTS = 200;
  private static final Duration DEEP = Duration.ofSeconds(Long.getLong("simulation.seconds", 120));
  private static final Duration LONG = Duration.ofSeconds(2_000);

  private static final ServerOptions OPTIONS =
      ServerOptions.defaults()
          .withHosts("*")
          .withTimeouts(Timeouts.defaults().withHead(LONG).withProgress(LONG).withIdle(LONG));

  private static final Logger LOG = Logger.getLogger("io.github.tinyhttp");

  private final NumberedService service = new NumberedService();

  @BeforeEach
  void silenceTheLog() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void restoreTheLog() {
    LOG.setLevel(null);
  }

  // ---- by chance

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void one_thread_goes_on(long seed) throws Exception {
    run(seed, Dispatch.INLINE, false);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void many_threads_go_on(long seed) throws Exception {
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
    return switch (random.nextInt(threads ? 5 : 4)) {
      case 0, 1 -> SimulatedClient.ofHttp1(random, number, threads);
      case 2, 3 -> SimulatedClient.ofHttp2(random, number, threads);
      default -> SimulatedClient.ofHttp10(random, number);
    };
  }

  private void run(long seed, Dispatch dispatch, boolean threads) throws Exception {
    var random = new Random(seed);
    int times = 10 + random.nextInt(90);
    run(
        "seed %d, %s".formatted(seed, dispatch),
        dispatch,
        new Network(
            random,
            threads,
            CLIENTS,
            number -> client(random, number, threads),
            Failures.byChance(random, times)));
  }

  // ---- one after the other

  /// One client, and the failing call at each place of its requests and responses.
  @ParameterizedTest
  @EnumSource(Failures.Call.class)
  void each_single_call_may_fail(Failures.Call call) throws Exception {
    int most = call == Failures.Call.READ || call == Failures.Call.WRITE ? 25 : 4;
    for (int number = 0; number < most; number++) {
      for (int lasting : List.of(1, 3)) {
        failing(call, number, lasting, SimulatedClient::ofHttp1);
        failing(call, number, lasting, SimulatedClient::ofHttp2);
        failing(call, number, lasting, (random, n, _) -> SimulatedClient.ofHttp10(random, n));
      }
    }
  }

  /// The error of a connection that has failed in the backlog is that connection's alone.
  @Test
  void connections_that_fail_in_the_backlog_do_not_hold_up_the_next_one() throws Exception {
    var accepts = new AtomicInteger();
    Failures failing =
        call ->
            call == Failures.Call.ACCEPT && accepts.incrementAndGet() % 8 != 0
                ? "Protocol error"
                : null;
    var told = new Told();
    run(
        "backlog",
        Dispatch.INLINE,
        new Network(
            new Random(1),
            false,
            50,
            n -> SimulatedClient.ofHttp1(new Random(n), n, false),
            failing),
        told);
    assertThat(accepts).hasValueGreaterThan(8 * 50);
    assertThat(told.pauses()).isZero();
  }

  /// Where descriptors are missing, to try again at once does not help.
  @Test
  void what_goes_on_failing_makes_the_server_pause() throws Exception {
    var accepts = new AtomicInteger();
    Failures failing =
        call ->
            call == Failures.Call.ACCEPT && accepts.incrementAndGet() <= 100
                ? "Too many open files"
                : null;
    var told = new Told();
    run(
        "descriptors",
        Dispatch.INLINE,
        new Network(
            new Random(1),
            false,
            3,
            n -> SimulatedClient.ofHttp1(new Random(n), n, false),
            failing),
        told);
    assertThat(told.pauses()).isEqualTo(1); // told of once, however often it tries
  }

  /// Polls that fail one after the other take neither the processor nor the log.
  @Test
  void a_poller_that_goes_on_failing_is_told_of_once() throws Exception {
    var polls = new AtomicInteger();
    var records = new AtomicInteger();
    var random = new Random(1);
    var counting =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            records.incrementAndGet();
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    LOG.setLevel(Level.SEVERE);
    LOG.setUseParentHandlers(false);
    LOG.addHandler(counting);
    try {
      long start = System.nanoTime();
      Failures failing =
          call ->
              call == Failures.Call.POLL && polls.incrementAndGet() <= 200 ? call.error(0) : null;
      run(
          "poll",
          Dispatch.AUTO,
          new Network(random, true, 3, n -> SimulatedClient.ofHttp1(random, n, true), failing));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
      assertThat(records).hasValue(1);
    } finally {
      LOG.removeHandler(counting);
      LOG.setUseParentHandlers(true);
    }
  }

  private interface Maker {
    SimulatedClient make(Random random, int number, boolean threads);
  }

  private void failing(Failures.Call call, int number, int lasting, Maker maker) throws Exception {
    var random = new Random(number);
    IntFunction<SimulatedClient> clients = n -> maker.make(random, n, true);
    run(
        "%s %d, %d times".formatted(call, number, lasting),
        Dispatch.AUTO,
        new Network(random, true, 3, clients, Failures.at(call, number, lasting)));
  }

  private void run(String name, Dispatch dispatch, Network network) throws Exception {
    run(name, dispatch, network, new Told());
  }

  private void run(String name, Dispatch dispatch, Network network, Told told) throws Exception {
    ServerOptions options = OPTIONS.withDispatch(dispatch).withEvents(told);
    try (var server = new SimulatedServer(network, service, options)) {
      assertThat(network.faults()).as(name).isEmpty();
      Await.until("no connection is left: " + name, () -> server.metrics().connections() == 0);
      Await.until("no request is left: " + name, () -> server.metrics().requestsInFlight() == 0);
      Await.until("every stream is closed: " + name, () -> service.openStreams() == 0);
      Await.until("every socket is closed: " + name, () -> network.openSockets() == 0);
      Await.until("every end was told once: " + name, () -> told.notOnce().isEmpty());
      assertThat(server.metrics().responses(5)).as(name).isZero();
    }
    // a request that the end of the server has cut may be told of by the thread that works on it
    Await.until("every end was told once: " + name, () -> told.notOnce().isEmpty());
  }
}
