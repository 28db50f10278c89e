package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who keeps the server waiting is told so, and let go in order. One time is short in each test, so
/// that the others cannot be what ends the connection.
class TimeoutsWireTest extends SocketTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration DRIP = Duration.ofMillis(10);
  private static final Timeouts DEFAULTS = Timeouts.defaults();

  @Test
  void a_connection_that_never_asks_is_closed_without_a_word() throws IOException {
    client(DEFAULTS.withIdle(SHORT)).expectClosed();
  }

  @Test
  void a_connection_that_has_only_sent_empty_lines_is_closed() throws IOException {
    WireClient client = client(DEFAULTS.withIdle(SHORT).withHead(SHORT)).send("\r\n");
    assertThat(client.readToEnd()).matches("(?s)(HTTP/1.1 408 .*)?");
  }

  @Test
  void a_head_that_comes_octet_by_octet_gains_no_time() throws IOException {
    WireClient client = client(DEFAULTS.withHead(SHORT)).send("GET / HTTP/1.1\r\nX: ");
    drip(client);
    client.expectResponse(408);
    client.expectClosed();
  }

  @Test
  void a_second_head_has_the_same_time() throws IOException {
    WireClient client = client(DEFAULTS.withHead(SHORT));
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT");
    client.expectResponse(200);
    client.expectResponse(408);
    client.expectClosed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhe"})
  void a_small_body_that_does_not_come_gets_408(String rest) throws IOException {
    WireClient client = client(DEFAULTS.withProgress(SHORT));
    client.send("POST / HTTP/1.1\r\nHost: a\r\n" + rest);
    client.expectResponse(408);
    client.expectClosed();
  }

  @Test
  void a_large_body_that_does_not_come_is_told_to_its_reader() throws Exception {
    Server server = server(DEFAULTS.withProgress(SHORT));
    WireClient client = client(server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nhello");
    Request request = receive(server);
    assertThatThrownBy(request::bytes)
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.status().code()).isEqualTo(408));
    request.respond(Response.status(408));
    assertThat(client.expectResponse(408).announcesClose()).isTrue();
    client.expectClosed();
  }

  @Test
  void a_body_that_trickles_is_not_progress() throws Exception {
    Server server = server(DEFAULTS.withProgress(Duration.ofMillis(200)));
    WireClient client = client(server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    Request request = receive(server);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                thrown.complete(new AssertionError("read " + request.bytes().length));
              } catch (IOException e) {
                thrown.complete(e);
                request.respond(Response.status(408));
              }
            });
    drip(client);
    assertThat(thrown.get(60, TimeUnit.SECONDS)).isInstanceOf(HttpException.class);
    client.expectResponse(408);
  }

  @Test
  void a_client_that_does_not_read_its_response_is_let_go() throws Exception {
    CompletableFuture<Throwable> cut = new CompletableFuture<>();
    ServerEvents events =
        new ServerEvents() {
          @Override
          public void cut(RequestEvent event) {
            Throwable cause = event.cause().orElseThrow();
            cut.complete(cause);
          }
        };
    var options = options().withTimeouts(DEFAULTS.withProgress(SHORT)).withEvents(events);
    byte[] large = new byte[32 << 20];
    WireClient client = client(server(_ -> Response.bytes(large), options));
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(cut.get(60, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    assertThat(client.readToCut()).hasSizeLessThan(large.length);
  }

  @Test
  void a_request_without_a_response_gets_503() throws Exception {
    Server server = server(DEFAULTS.withResponse(SHORT));
    WireClient client = client(server).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    Request request = receive(server);
    client.expectResponse(503);
    assertThat(request.isResponded()).isTrue();
  }

  @Test
  void an_application_may_take_its_time() throws Exception {
    Duration time = Duration.ofMillis(200); // enough to connect and ask
    Timeouts timeouts = DEFAULTS.withHead(time).withIdle(time).withProgress(time);
    Server server = server(timeouts);
    WireClient client = client(server).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    Request request = receive(server);
    client.expectIdle(Duration.ofMillis(600)); // deadlines are looked at four times a second
    request.respond(Response.text("done"));
    client.expectResponse(200, "done");
  }

  /// Sends an octet every now and then, until there is a response; at most for ten seconds.
  private static void drip(WireClient client) {
    for (int i = 0; i < 1_000 && !client.awaitNothing(DRIP).hasInput(); i++) {
      client.trySend("x");
    }
  }

  private WireClient client(Timeouts timeouts) throws IOException {
    return client(
        server(request -> Response.text(request.text()), options().withTimeouts(timeouts)));
  }

  private Server server(Timeouts timeouts) throws IOException {
    return closedAfter(Server.builder().bind(0).options(options().withTimeouts(timeouts)).start());
  }
}
