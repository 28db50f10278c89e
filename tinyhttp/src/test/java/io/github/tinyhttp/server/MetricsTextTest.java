package io.github.tinyhttp.server;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerMetrics.TimeBucket;
import io.github.tinyhttp.SessionEndEvent.ClosedBy;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a server prints of its numbers.
class MetricsTextTest extends SocketTest {
  private static MetricsSnapshot snapshot(List<TimeBucket> times, Map<String, Long> refusals) {
    return new MetricsSnapshot(
        12,
        3405,
        3,
        16_000,
        List.of(0L, 1000L, 0L, 5L, 1L, 0L, 0L, 0L, 0L),
        2,
        4,
        70,
        80,
        Map.of(ClosedBy.CLIENT, 3L, ClosedBy.SERVER, 0L, ClosedBy.NEITHER, 1L),
        1,
        999,
        12_345_678,
        times,
        Duration.ofMillis(1500),
        2,
        refusals,
        6,
        0,
        7);
  }

  private static TimeBucket bucket(long nanos, long count) {
    return new TimeBucket(Duration.ofNanos(nanos), count);
  }

  @Test
  void each_subject_has_a_line_with_units() {
    List<TimeBucket> times =
        List.of(
            bucket(10_000, 900),
            bucket(1_000_000, 98),
            bucket(2_500_000_000L, 2),
            new TimeBucket(ChronoUnit.FOREVER.getDuration(), 0));
    assertThat(snapshot(times, Map.of("TARGET", 2L, "HOST_MISSING", 1L)))
        .hasToString(
            """
            connections  12 open, 3405 accepted, 6 handshakes failed
            requests     3 in flight
            memory       16 kB held for clients
            responses    2xx 1000, 3xx 0, 4xx 5, 5xx 1, 2 cut, 4 upgrades
            handlers     1000 calls, mean 1.5 ms, p50 ≤ 10 µs, p99 ≤ 1 ms, slowest ≤ 2.5 s, \
            1 failures, 2 loops handed over
            messages     70 received, 80 sent, sessions ended by client 3, server 0, neither 1
            traffic      999 B received, 12.3 MB sent
            refused      HOST_MISSING 1, TARGET 2
            events       0 dropped
            access log   7 lines lost\
            """);
  }

  @Test
  void what_has_no_bound_is_above_the_largest_one() {
    List<TimeBucket> times =
        List.of(bucket(50_000_000_000L, 0), new TimeBucket(ChronoUnit.FOREVER.getDuration(), 1));
    assertThat(snapshot(times, Map.of()).toString())
        .contains("p50 > 50 s, p99 > 50 s, slowest > 50 s")
        .contains("refused      none");
  }

  @Test
  void a_running_server_prints_its_own() throws IOException {
    Server server = server(request -> Response.text("fine"));
    assertThat(server.metrics().toString()).contains("handlers     0 calls, 0 failures");
    client(server).send(get("/")).expectResponse(200, "fine");
    Await.until("it is counted", () -> server.metrics().responses(2) == 1);
    assertThat(server.metrics().toString()).contains("2xx 1,", "1 calls, mean ");
  }
}
