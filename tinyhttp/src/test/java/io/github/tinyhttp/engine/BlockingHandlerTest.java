package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A handler may block: nobody but its own client waits for it.
///
/// A blocked handler stays blocked here until the test has seen what it must not hold up, so a
/// server that lets one wait for the other fails by the deadline of its client, however fast the
/// machine is.
class BlockingHandlerTest extends SocketTest {
  private final CountDownLatch released = new CountDownLatch(1);

  private static List<Dispatch> dispatches() {
    return List.of(Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS);
  }

  private Response slowOrFast(Request request) {
    if (request.path().equals("/slow")) {
      Await.opened(released);
    }
    return Response.text(request.path());
  }

  private Server server(Dispatch dispatch) throws IOException {
    return server(this::slowOrFast, options().withDispatch(dispatch));
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_fast_request_does_not_wait_for_many_that_block(Dispatch dispatch) throws Exception {
    Server server = server(dispatch);
    List<WireClient> slow = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      slow.add(client(server).send(get("/slow")));
    }
    Await.until("all are with the handler", () -> server.requestsInFlight() == 50);
    for (int i = 0; i < 10; i++) {
      client(server).send(get("/fast")).expectResponse(200, "/fast");
    }
    slow.forEach(WireClient::expectNothing);
    released.countDown();
    slow.forEach(client -> client.expectResponse(200, "/slow"));
    slow.forEach(client -> client.send(get("/again")).expectResponse(200, "/again"));
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_connection_that_was_open_before_is_served_too(Dispatch dispatch) throws Exception {
    Server server = server(dispatch);
    WireClient before = client(server).send(get("/1"));
    before.expectResponse(200, "/1");
    WireClient slow = client(server).send(get("/slow"));
    Await.until("it is with the handler", () -> server.requestsInFlight() == 1);
    before.send(get("/2")).expectResponse(200, "/2");
    released.countDown();
    slow.expectResponse(200, "/slow");
  }

  /// The moving average hardly notices it; the watchdog has to.
  @Test
  void one_that_blocks_among_a_thousand_holds_up_nobody() throws Exception {
    Server server = server(Dispatch.AUTO);
    WireClient busy = client(server);
    for (int i = 0; i < 1_000; i++) {
      busy.send(get("/" + i)).expectResponse(200, "/" + i);
    }
    WireClient slow = client(server).send(get("/slow"));
    for (int i = 0; i < 1_000; i++) {
      busy.send(get("/" + i)).expectResponse(200, "/" + i);
    }
    slow.expectNothing();
    released.countDown();
    slow.expectResponse(200, "/slow");
  }

  @Test
  void a_handler_that_blocks_again_and_again_holds_up_nobody() throws Exception {
    Semaphore permits = new Semaphore(0);
    Server server =
        server(
            request -> {
              if (request.path().equals("/slow")) {
                permits.acquire();
              }
              return Response.text(request.path());
            });
    WireClient slow = client(server);
    WireClient fast = client(server);
    for (int i = 0; i < 20; i++) {
      slow.send(get("/slow"));
      Await.until("it is with the handler", () -> server.requestsInFlight() == 1);
      fast.send(get("/fast")).expectResponse(200, "/fast");
      permits.release();
      slow.expectResponse(200, "/slow");
    }
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_handler_may_call_its_own_server(Dispatch dispatch) throws Exception {
    AtomicInteger port = new AtomicInteger();
    HttpClient http = closedAfter(HttpClient.newHttpClient());
    Server server =
        server(
            request -> {
              int depth = Integer.parseInt(request.path().substring(1));
              if (depth == 0) {
                return Response.text("bottom");
              }
              URI next = URI.create("http://127.0.0.1:" + port + "/" + (depth - 1));
              var response =
                  http.send(HttpRequest.newBuilder(next).build(), BodyHandlers.ofString());
              return Response.text(depth + " " + response.body());
            },
            options().withDispatch(dispatch));
    port.set(server.port());
    client(server).send(get("/5")).expectResponse(200, "5 4 3 2 1 bottom");
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void finished_responses_do_not_wait_for_a_handler_that_blocks(Dispatch dispatch)
      throws Exception {
    Server server = server(dispatch);
    WireClient client = client(server).send(get("/1") + get("/2") + get("/slow") + get("/3"));
    client.expectResponse(200, "/1");
    client.expectResponse(200, "/2");
    client.expectNothing();
    released.countDown();
    client.expectResponse(200, "/slow");
    client.expectResponse(200, "/3");
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void what_a_client_sends_while_its_handler_blocks_is_handled_after(Dispatch dispatch)
      throws Exception {
    Server server = server(dispatch);
    WireClient client = client(server).send(get("/slow"));
    Await.until("it is with the handler", () -> server.requestsInFlight() == 1);
    client.send(get("/2") + "POST /3 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
    client.expectNothing();
    released.countDown();
    client.expectResponse(200, "/slow");
    client.expectResponse(200, "/2");
    client.send("bc").expectResponse(200, "/3");
  }

  @Test
  void a_large_response_from_a_handler_that_has_lost_its_loop_is_whole() throws Exception {
    byte[] large = new byte[8 << 20];
    Server server =
        server(
            request -> {
              Await.opened(released);
              return Response.bytes(large);
            });
    WireClient slow = client(server).send(get("/"));
    Await.until("it is with the handler", () -> server.requestsInFlight() == 1);
    barrier(server).pass();
    released.countDown();
    assertThat(slow.expectResponse(200).body()).hasSize(large.length);
    assertThat(slow.send(get("/")).expectResponse(200).body()).hasSize(large.length);
  }

  /// Inside a handler that has lost its loop, and still runs.
  @Test
  void a_large_response_given_early_by_a_handler_that_has_lost_its_loop_is_whole()
      throws Exception {
    byte[] large = new byte[8 << 20];
    CountDownLatch end = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              Await.opened(released);
              request.respond(Response.bytes(large));
              Await.opened(end);
              return Response.handled();
            });
    WireClient slow = client(server).send(get("/"));
    Await.until("it is with the handler", () -> server.requestsInFlight() == 1);
    barrier(server).pass();
    released.countDown();
    assertThat(slow.expectResponse(200).body()).hasSize(large.length);
    end.countDown();
    assertThat(slow.send(get("/")).expectResponse(200).body()).hasSize(large.length);
  }
}
