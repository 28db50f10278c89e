package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Many requests on one connection before the first response was read, RFC 9112 §9.3.2.
class PipeliningWireTest extends SocketTest {
  static List<Dispatch> dispatches() {
    return List.of(Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS);
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void a_thousand_requests_in_one_write_get_responses_in_order(Dispatch dispatch)
      throws IOException {
    Server server =
        server(request -> Response.text(request.path()), options().withDispatch(dispatch));
    WireClient client = client(server).send(requests("GET", 1_000));
    for (int i = 0; i < 1_000; i++) {
      client.expectResponse(200, "/" + i);
    }
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void bodies_of_all_framings_do_not_disturb_the_order(Dispatch dispatch) throws IOException {
    Server server =
        server(
            request -> Response.text(request.path() + request.text()),
            options().withDispatch(dispatch));
    StringBuilder octets = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      String body = "x".repeat(i);
      String head = "/" + i + " HTTP/1.1\r\nHost: a\r\n";
      octets.append(
          switch (i % 3) {
            case 0 -> "GET " + head + "\r\n";
            case 1 -> "POST " + head + "Content-Length: " + i + "\r\n\r\n" + body;
            default ->
                "PUT %sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                    .formatted(head, i, body);
          });
    }
    WireClient client = client(server).send(octets.toString());
    for (int i = 0; i < 300; i++) {
      client.expectResponse(200, "/" + i + (i % 3 == 0 ? "" : "x".repeat(i)));
    }
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void requests_that_are_not_safe_run_one_after_the_other(Dispatch dispatch) throws IOException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Server server =
        server(
            request -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              Thread.yield();
              running.decrementAndGet();
              return Response.text(request.path());
            },
            options().withDispatch(dispatch));
    WireClient client = client(server).send(requests("POST", 200));
    for (int i = 0; i < 200; i++) {
      client.expectResponse(200, "/" + i);
    }
    assertThat(most.get()).isEqualTo(1);
  }

  @Test
  void responses_given_in_reverse_leave_in_order() throws Exception {
    Server server = server();
    WireClient client = client(server).send(requests("GET", 256));
    for (int batch = 0; batch < 256; batch += 64) {
      List<Request> requests = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        requests.addFirst(receive(server));
      }
      requests.forEach(request -> request.respond(Response.text(request.path())));
      for (int i = batch; i < batch + 64; i++) {
        client.expectResponse(200, "/" + i);
      }
    }
  }

  @Test
  void no_more_requests_are_taken_than_the_limit_allows() throws Exception {
    Server server = server();
    client(server).send(requests("GET", 100));
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      requests.add(receive(server));
    }
    barrier(server).pass();
    assertThat(server.tryReceive()).isEmpty();
    requests.forEach(request -> request.respond(Response.empty()));
    receive(server).close();
  }

  @Test
  void the_next_is_taken_as_soon_as_one_gets_a_response() throws Exception {
    Server server = server();
    WireClient client = client(server).send(requests("GET", 200));
    Deque<Request> requests = new ArrayDeque<>();
    for (int i = 0; i < 64; i++) {
      requests.add(receive(server));
    }
    for (int i = 0; i < 136; i++) {
      requests.remove().respond(Response.text("/" + i));
      client.expectResponse(200, "/" + i);
      Request next = receive(server); // while 63 are in flight
      assertThat(next.path()).isEqualTo("/" + (i + 64));
      requests.add(next);
      assertThat(server.tryReceive()).isEmpty();
    }
    for (int i = 136; i < 200; i++) {
      requests.remove().respond(Response.text("/" + i));
      client.expectResponse(200, "/" + i);
    }
  }

  /// A client that asks and asks and never reads must not make the server keep all responses.
  @Test
  void a_client_that_does_not_read_is_not_served_for_ever() throws IOException {
    AtomicInteger served = new AtomicInteger();
    String large = "x".repeat(1_000_000);
    Server server =
        server(
            request -> {
              served.incrementAndGet();
              return Response.text(large);
            });
    WireClient client = client(server).send(requests("GET", 500));
    barrier(server).pass();
    assertThat(served.get()).isLessThan(200);
    for (int i = 0; i < 500; i++) {
      client.renewDeadline().expectResponse(200);
    }
  }

  @Test
  void a_finished_response_does_not_wait_for_a_later_handler() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              if (request.path().equals("/1")) {
                release.await();
              }
              return Response.text(request.path());
            });
    WireClient client = client(server).send(requests("GET", 3));
    client.expectResponse(200, "/0");
    release.countDown();
    client.expectResponse(200, "/1");
    client.expectResponse(200, "/2");
  }

  private static String requests(String method, int count) {
    StringBuilder octets = new StringBuilder();
    for (int i = 0; i < count; i++) {
      octets.append(method).append(" /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    return octets.toString();
  }
}
