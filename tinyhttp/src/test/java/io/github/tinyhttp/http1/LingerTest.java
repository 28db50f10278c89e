package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.sockets.SocketTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client that has its last response and does not close its side.
class LingerTest extends SocketTest {
  private final CountDownLatch disconnected = new CountDownLatch(1);

  private final ServerEvents events =
      new ServerEvents() {
        @Override
        public void disconnected(ConnectionEvent connection) {
          disconnected.countDown();
        }
      };

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void is_waited_for_only_so_long(boolean inline) throws Exception {
    Server server =
        server(
            _ -> Response.text("bye").withConnectionClose(),
            options()
                .withDispatch(inline ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS)
                .withEvents(events)
                .withTimeouts(Timeouts.defaults().withLinger(Duration.ofMillis(100))));
    var client = client(server);

    client.sendLines(
        """
        GET / HTTP/1.1
        Host: a

        """);

    client.expectResponse(200, "bye");
    client.expectClosed();
    assertThat(disconnected.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers("9112-9.6-11")
  void saves_a_large_response_from_a_client_that_sends_more_than_it_said(boolean inline)
      throws Exception {
    var responded = new CountDownLatch(1);
    byte[] large = new byte[300_000];
    ServerEvents telling =
        new ServerEvents() {
          @Override
          public void sent(RequestEvent event) {
            responded.countDown();
          }
        };
    Server server =
        server(
            _ -> Response.bytes(large),
            options()
                .withDispatch(inline ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS)
                .withEvents(telling));
    var client = client(server);

    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(responded.await(60, TimeUnit.SECONDS)).isTrue();
    client.trySend("GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1000));

    assertThat(client.readResponse().text()).hasSize(large.length);
    client.expectClosed();
  }

  @Test
  void does_not_keep_the_server_from_shutting_down() throws Exception {
    var begun = new CountDownLatch(1);
    var draining = new CountDownLatch(1);
    Server server =
        server(
            _ -> {
              begun.countDown();
              draining.await();
              return Response.text("bye");
            },
            options().withTimeouts(Timeouts.defaults().withLinger(Duration.ofMillis(100))));
    var other = client(server);
    var client = client(server);
    client.sendLines(
        """
        GET / HTTP/1.1
        Host: a

        """);
    begun.await();

    var stopped = CompletableFuture.supplyAsync(() -> stop(server));
    other.expectClosed(); // an idle connection: the server is being shut down
    draining.countDown();

    client.expectResponse(200, "bye");
    assertThat(stopped.join()).isTrue();
  }

  private static boolean stop(Server server) {
    try {
      return server.shutdown(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
