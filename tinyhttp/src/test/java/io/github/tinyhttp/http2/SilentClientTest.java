package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// How long the end of a server waits for clients that say nothing more and do not close.
class SilentClientTest extends Http2Test {
  private static final Duration GRACE = Duration.ofSeconds(60);

  /// What no end waits for.
  private static final Duration LONG = Duration.ofSeconds(40);

  private static ServerOptions lingering(Duration time) {
    return options().withTimeouts(Timeouts.defaults().withLinger(time));
  }

  private Server receiving(ServerOptions options) throws IOException {
    return closedAfter(Server.builder().bind(0).options(options).start());
  }

  /// Shuts a server down, well before a time has passed that nothing is worth to be waited for.
  private static void endsWithin(Duration most, Server server) throws Exception {
    long start = System.nanoTime();
    assertThat(server.shutdown(GRACE)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(most);
  }

  @Test
  void a_client_without_requests_is_waited_for_no_longer_than_a_request_may_be_on_its_way()
      throws Exception {
    Server server = receiving(lingering(LONG));
    TestClient client = h2(server);
    client.barrier();
    WireClient other = client(server);
    endsWithin(LONG.dividedBy(2), server);
    assertThat(client.next(Frames.GOAWAY).intAt(4)).isZero();
    client.next(Frames.PING);
    assertThat(client.next(Frames.GOAWAY).intAt(4)).isZero();
    other.expectClosed();
  }

  @Test
  void a_client_that_knows_of_the_end_and_stays_is_closed_soon() throws Exception {
    Server server = receiving(lingering(LONG));
    TestClient client = h2(server);
    long start = System.nanoTime();
    Future<Boolean> shutdown = shuttingDown(server);
    client.next(Frames.GOAWAY);
    Frame ping = client.next(Frames.PING);
    client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isZero();
    assertThat(client.frames().readOrEnd()).isNull();
    assertThat(result(shutdown)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
  }

  @Test
  void a_client_that_has_ended_in_the_middle_of_a_body_is_not_waited_for() throws Exception {
    Server server = receiving(lingering(Duration.ofSeconds(60)));
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.POST).data(1, 0, "a part");
    Request request = receive(server);
    client.frames().halfClose();
    assertThatIOException().isThrownBy(() -> request.body().readAllBytes());
    request.respond(Response.text("too late"));
    assertThat(client.next(Frames.HEADERS).stream()).isEqualTo(1);
    assertThat(client.next(Frames.DATA).has(Frames.END_STREAM)).isTrue();
    assertThat(client.next(Frames.GOAWAY).intAt(4)).isZero();
    assertThat(client.frames().readOrEnd()).isNull();
  }

  /// A busy machine can make the end late, but hardly three times in a row.
  @Test
  void the_last_response_is_waited_for_once() throws Exception {
    Duration waited = afterTheLastResponse(Duration.ofSeconds(2));
    for (int i = 0; i < 2 && waited.compareTo(Duration.ofMillis(3500)) >= 0; i++) {
      waited = afterTheLastResponse(Duration.ofSeconds(2));
    }
    assertThat(waited).isBetween(Duration.ofMillis(1500), Duration.ofMillis(3500));
  }

  private Duration afterTheLastResponse(Duration linger) throws Exception {
    Server server = receiving(lingering(linger));
    TestClient client = h2(server);
    client.get(1);
    Request request = receive(server);
    Future<Boolean> shutdown = shuttingDown(server);
    request.respond(Response.text("a"));
    long start = System.nanoTime();
    assertThat(result(shutdown)).isTrue();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void a_body_that_does_not_come_on_is_waited_for_once() throws Exception {
    Server server = receiving(lingering(Duration.ofSeconds(1)));
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.with(TestClient.POST, "content-length", "100000"));
    receive(server).respond(Response.text("a"));
    client.response(1);
    endsWithin(Duration.ofSeconds(4), server);
  }

  @Test
  void a_tunnel_that_the_application_closes_is_waited_for_once() throws Exception {
    Server server = receiving(lingering(Duration.ofSeconds(1)));
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.tunnel("raw", "a"));
    Upgrade upgrade = receive(server).upgrade("raw", Response.empty());
    upgrade.onShutdown(
        () -> {
          try {
            upgrade.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    client.next(Frames.HEADERS);
    endsWithin(Duration.ofSeconds(4), server);
  }
}
