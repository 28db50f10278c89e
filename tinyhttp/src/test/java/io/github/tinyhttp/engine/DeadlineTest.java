package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.sockets.Unending;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Every wait for a client has an end, and none comes early. No test here fails on a slow machine:
/// what has to happen is waited for, and what must not happen too soon is measured from below.
class DeadlineTest extends SocketTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONGER = Duration.ofMillis(600);

  private static ServerOptions with(UnaryOperator<Timeouts> change) {
    return options().withTimeouts(change.apply(Timeouts.defaults().withLinger(SHORT)));
  }

  private static Response echo(Request request) throws Exception {
    return Response.text(request.text());
  }

  private static void gone(Server server) {
    Await.until("the server has closed the connection", () -> server.connections() == 0);
  }

  @Test
  void a_head_that_does_not_end_gets_408() throws Exception {
    Server server = server(DeadlineTest::echo, with(times -> times.withHead(SHORT)));
    WireClient client = client(server).send("GET / HTTP/1.1\r\nHost: a\r\n");
    assertThat(client.expectResponse(408).announcesClose()).isTrue();
    client.expectClosed();
    gone(server);
  }

  /// The deadline is of the whole head: a byte now and then does not move it.
  @Test
  void a_head_that_comes_drop_by_drop_gets_408() throws Exception {
    Server server = server(DeadlineTest::echo, with(times -> times.withHead(SHORT)));
    WireClient client = client(server).send("GET / HTTP/1.1\r\nHost: a\r\n");
    while (!client.hasInput() && client.trySend("X: y\r\n")) {
      client.awaitNothing(Duration.ofMillis(20)); // the pace of a slow client
    }
    client.expectResponse(408);
    gone(server);
  }

  @Test
  void a_connection_that_says_nothing_is_closed_without_a_response() throws Exception {
    Server server = server(DeadlineTest::echo, with(times -> times.withIdle(SHORT)));
    client(server).expectClosed();
    gone(server);
  }

  @Test
  void a_connection_that_says_nothing_more_is_closed_without_a_response() throws Exception {
    Server server = server(DeadlineTest::echo, with(times -> times.withIdle(SHORT)));
    WireClient client = client(server).send(get("/"));
    client.expectResponse(200);
    client.expectClosed();
    gone(server);
  }

  @Test
  void a_small_body_that_stops_gets_408() throws Exception {
    Server server = server(DeadlineTest::echo, with(times -> times.withProgress(SHORT)));
    WireClient client =
        client(server).send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
    assertThat(client.expectResponse(408).announcesClose()).isTrue();
    client.expectClosed();
    gone(server);
  }

  @Test
  void a_large_body_that_stops_fails_the_read_and_gets_408() throws Exception {
    Server server = server(DeadlineTest::echo, with(times -> times.withProgress(SHORT)));
    WireClient client =
        client(server).send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n12345");
    assertThat(client.expectResponse(408).announcesClose()).isTrue();
    client.expectClosed();
    gone(server);
  }

  /// 240 bytes a second are asked for, after a while.
  @Test
  void a_body_that_comes_drop_by_drop_is_given_up() throws Exception {
    Server server = server(DeadlineTest::echo, with(times -> times.withProgress(SHORT)));
    WireClient client =
        client(server).send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    while (!client.hasInput() && client.trySend("x")) {
      client.awaitNothing(Duration.ofMillis(20)); // the pace of a slow client
    }
    client.expectResponse(408);
    gone(server);
  }

  @Test
  void a_body_nobody_wants_is_not_waited_for_long() throws Exception {
    Server server = server(_ -> Response.text("no, thanks"), with(times -> times));
    WireClient client =
        client(server).send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n12345");
    client.expectResponse(200, "no, thanks");
    client.expectClosed();
    gone(server);
  }

  @Test
  void a_client_that_does_not_read_its_response_is_given_up() throws Exception {
    Server server =
        server(_ -> Response.bytes(new byte[64 << 20]), with(times -> times.withProgress(SHORT)));
    WireClient client = client(server).receiveBuffer(4096).send(get("/"));
    client.expect("HTTP/1.1 200 OK\r\n");
    gone(server);
  }

  @Test
  void a_client_that_does_not_read_its_stream_is_given_up() throws Exception {
    var failure = new CompletableFuture<Exception>();
    Server server = server(_ -> Unending.flood(failure), with(times -> times.withProgress(SHORT)));
    WireClient client = client(server).receiveBuffer(4096).send(get("/"));
    client.expect("HTTP/1.1 200 OK\r\n");
    assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(java.io.IOException.class);
    gone(server);
  }

  @Test
  void a_client_that_stays_after_the_last_response_is_closed() throws Exception {
    for (Dispatch dispatch : new Dispatch[] {Dispatch.INLINE, Dispatch.VIRTUAL_THREADS}) {
      Server server =
          server(
              _ -> Response.text("bye").withConnectionClose(),
              with(times -> times).withDispatch(dispatch));
      WireClient client = client(server).send(get("/"));
      client.expectResponse(200, "bye");
      client.expectClosed();
      gone(server);
    }
  }

  @Test
  void a_response_that_takes_too_long_is_503() throws Exception {
    Server server =
        closedAfter(
            Server.builder().bind(0).options(with(times -> times.withResponse(SHORT))).start());
    WireClient client = client(server).send(get("/"));
    Request request = server.receive();
    assertThat(client.expectResponse(503).announcesClose()).isTrue();
    client.expectClosed();
    assertThat(request.isResponded()).isTrue();
    gone(server);
  }

  @Test
  void the_client_of_a_handler_that_takes_too_long_gets_503() throws Exception {
    var released = new java.util.concurrent.CountDownLatch(1);
    for (Dispatch dispatch : new Dispatch[] {Dispatch.INLINE, Dispatch.VIRTUAL_THREADS}) {
      Server server =
          server(
              _ -> {
                Await.opened(released);
                return Response.text("too late");
              },
              with(times -> times.withResponse(SHORT)).withDispatch(dispatch));
      WireClient client = client(server).send(get("/"));
      assertThat(client.expectResponse(503).announcesClose()).isTrue();
      client.expectClosed();
    }
    released.countDown();
  }

  /// The head of a second request is late meanwhile; that is no reason to give up the first.
  @Test
  void the_time_for_a_response_begins_with_its_request() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(with(times -> times.withHead(SHORT).withResponse(LONGER)))
                .start());
    long start = System.nanoTime();
    WireClient client = client(server).send(get("/") + "GET ");
    server.receive();
    client.expectResponse(503);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(LONGER.toNanos());
  }

  @Test
  void requests_behind_it_do_not_give_a_late_response_more_time() throws Exception {
    Server server =
        closedAfter(
            Server.builder().bind(0).options(with(times -> times.withResponse(LONGER))).start());
    WireClient client = client(server).send(get("/"));
    Request first = server.receive();
    int sent = 1;
    while (!first.isResponded() && client.trySend(get("/")) && sent < 60) {
      client.awaitNothing(Duration.ofMillis(50)); // 60 of them last longer than LONGER
      sent++;
    }
    assertThat(first.isResponded()).isTrue();
    assertThat(sent).isLessThan(60);
    client.expectResponse(503);
  }

  @Test
  void a_late_head_behind_a_request_in_flight_is_noticed() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(with(times -> times.withHead(SHORT).withIdle(Duration.ofHours(1))))
                .start());
    WireClient client = client(server).send(get("/") + "GET ");
    Request request = server.receive();
    client.awaitNothing(Duration.ofMillis(300)); // the head has its deadline behind it
    request.respond(Response.text("in time"));
    client.expectResponse(200, "in time");
    client.expectResponse(408);
    client.expectClosed();
  }

  /// A handler may be as slow as it likes with the body, as long as the client is not.
  @Test
  void a_slow_application_is_not_held_against_the_client() throws Exception {
    Server server =
        server(
            request -> {
              var body = request.body();
              int count = 0;
              for (int i = 0; i < 5; i++) {
                Await.atLeast(Duration.ofMillis(60)); // all of them exceed SHORT by far
                count += body.readNBytes(20_000).length;
              }
              return Response.text("" + count);
            },
            with(times -> times.withProgress(SHORT)));
    WireClient client =
        client(server)
            .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
            .send(new byte[100_000]);
    client.expectResponse(200, "100000");
  }
}
