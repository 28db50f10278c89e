package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Barrier;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9112 chapter 9 up to pipelining: the order of responses, and how long connections last.
class Rfc9112ConnectionTest extends SocketTest {
  private final Seen seen = new Seen();

  @Nested
  class Section_9_2_associating_a_response_to_a_request {
    @Test
    @Covers("9112-9.2-1")
    void each_request_gets_interim_responses_and_then_one_final_response() throws IOException {
      WireClient client =
          client(
              request -> {
                request.inform(103, Headers.empty());
                request.inform(103, Headers.empty());
                return Response.text(request.path());
              });
      client.sendLines("GET /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\n\n");
      for (String path : List.of("/1", "/2")) {
        client.expectInterim(103);
        client.expectInterim(103);
        client.expectResponse(200, path);
      }
    }
  }

  @Nested
  class Section_9_3_persistence {
    @Test
    @Covers({"9112-9.3-1", "9112-9.3-3"})
    void an_http_1_1_connection_serves_many_requests() throws IOException {
      WireClient client = client(seen);
      for (int i = 0; i < 100; i++) {
        client.sendLines("GET /" + i + " HTTP/1.1\nHost: a\n\n");
        assertThat(client.expectResponse(200, "GET /" + i).announcesClose()).isFalse();
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "CLOSE", "x, close", "close,x", "keep-alive, close"})
    @Covers("9112-9.3-2")
    void close_ends_the_connection_after_the_response(String option) throws IOException {
      WireClient client = client(seen);
      client.sendLines("GET / HTTP/1.1\nHost: a\nConnection: " + option + "\n\n");
      client.expectResponse(200);
      client.expectClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "Keep-Alive", "x, KEEP-ALIVE"})
    @Covers("9112-9.3-4")
    void keep_alive_keeps_an_http_1_0_connection(String option) throws IOException {
      WireClient client = client(seen);
      for (int i = 0; i < 3; i++) {
        client.sendLines("GET / HTTP/1.0\nConnection: " + option + "\n\n");
        assertThat(client.expectResponse(200).hasOption("Connection", "keep-alive")).isTrue();
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: y", "Connection: close", "Connection: x", "Keep-Alive: 300"})
    @Covers("9112-9.3-5")
    void other_http_1_0_connections_end_with_the_response(String field) throws IOException {
      WireClient client = client(seen).sendLines("GET / HTTP/1.0\n" + field + "\n\n");
      client.expectResponse(200, "GET /");
      client.expectClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 42\n\n", "Transfer-Encoding: chunked\n\n2a\n"})
    @Covers("9112-9.3-8")
    void what_is_left_of_a_body_is_no_request(String framing) throws IOException {
      Server server = server(Rfc9112ConnectionTest::unreadBody);
      WireClient client = client(server).sendLines("POST /1 HTTP/1.1\nHost: a\n" + framing);
      client.sendLines("GET /hidden HTTP/1.1\nHost: a\nX: 3456\n\n");
      client.sendLines(framing.startsWith("T") ? "\n0\n\n" : "");
      WireResponse response = client.expectResponse(200, "/1");
      if (response.announcesClose()) {
        client.expectClosed();
      } else {
        client.expectIdle(barrier(server));
        client.sendLines("GET /2 HTTP/1.1\nHost: a\n\n").expectResponse(200, "/2");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000000", "Transfer-Encoding: chunked"})
    @Covers({"9112-9.3-8", "9112-9.6-1"})
    void a_body_that_is_neither_read_nor_sent_ends_the_connection(String framing)
        throws IOException {
      WireClient client = client(Rfc9112ConnectionTest::unreadBody);
      client.sendLines("POST /1 HTTP/1.1\nHost: a\nExpect: 100-continue\n" + framing + "\n\n");
      assertThat(client.expectResponse(200, "/1").announcesClose()).isTrue();
      client.expectClosed();
    }

    @Test
    @Covers("9112-9.3.1-1")
    void survives_connections_that_are_reset() throws Exception {
      Server server = server();
      for (int i = 0; i < 10; i++) {
        WireClient client = client(server);
        client.sendLines("GET /reset HTTP/1.1\nHost: a\n\n");
        Request request = receive(server);
        client.reset();
        request.respond(Response.text("x".repeat(100_000)));
      }
      WireClient client = client(server).sendLines("GET / HTTP/1.1\nHost: a\n\n");
      receive(server).respond(Response.text("alive"));
      client.expectResponse(200, "alive");
    }
  }

  @Nested
  class Section_9_3_2_pipelining {
    @Test
    @Covers("9112-9.3.2-1")
    void safe_requests_are_processed_side_by_side() throws Exception {
      Server server = server();
      client(server).sendLines("GET /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\n\n");
      Request first = receive(server);
      Request second = receive(server);
      assertThat(first.path() + second.path()).isEqualTo("/1/2");
      second.close();
      first.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "BREW"})
    @Covers("9112-9.3.2-1")
    void a_request_behind_one_that_is_not_safe_waits(String method) throws Exception {
      expectSecondWaits(method, "GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "BREW"})
    @Covers("9112-9.3.2-1")
    void a_request_that_is_not_safe_waits_for_those_before_it(String method) throws Exception {
      expectSecondWaits("GET", method);
    }

    private void expectSecondWaits(String firstMethod, String secondMethod) throws Exception {
      Server server = server();
      Barrier barrier = barrier(server);
      WireClient client = client(server);
      client.sendLines(
          firstMethod + " /1 HTTP/1.1\nHost: a\n\n" + secondMethod + " /2 HTTP/1.1\nHost: a\n\n");
      Request first = receive(server);
      barrier.pass();
      assertThat(server.tryReceive()).isEmpty();
      first.respond(Response.text("1"));
      receive(server).respond(Response.text("2"));
      client.expectResponse(200, "1");
      client.expectResponse(200, "2");
    }

    @Test
    @Covers("9112-9.3.2-2")
    void responses_leave_in_the_order_of_the_requests() throws Exception {
      Server server = server();
      WireClient client = client(server);
      client.sendLines(
          "GET /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\n\nGET /3 HTTP/1.1\nHost: a\n\n");
      List<Request> requests = List.of(receive(server), receive(server), receive(server));
      requests.get(2).respond(Response.text("3"));
      requests.get(1).respond(Response.text("2"));
      client.expectIdle(barrier(server));
      requests.get(0).respond(Response.text("1"));
      client.expectResponse(200, "1");
      client.expectResponse(200, "2");
      client.expectResponse(200, "3");
    }
  }

  @Nested
  class Section_9_5_failures_and_timeouts {
    @Test
    @Covers("9112-9.5-1")
    void an_idle_connection_is_closed_in_order() throws IOException {
      Timeouts timeouts = Timeouts.defaults().withIdle(Duration.ofMillis(300));
      WireClient client = client(server(seen, options().withTimeouts(timeouts)));
      client.sendLines("GET / HTTP/1.1\nHost: a\n\n").expectResponse(200);
      client.expectClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n"})
    @Covers({"9112-9.5-1", "9112-9.6-1"})
    void a_head_that_does_not_come_gets_a_response_and_is_closed_in_order(String part)
        throws IOException {
      Timeouts timeouts = Timeouts.defaults().withHead(Duration.ofMillis(50));
      WireClient client = client(server(seen, options().withTimeouts(timeouts))).send(part);
      assertThat(client.expectResponse(408).announcesClose()).isTrue();
      client.expectClosed();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "GET / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe"})
    @Covers("9112-9.5-2")
    void a_closure_by_the_client_is_noticed(String sentBefore) throws Exception {
      CompletableFuture<SocketAddress> gone = new CompletableFuture<>();
      ServerEvents events =
          new ServerEvents() {
            @Override
            public void disconnected(ConnectionEvent connection) {
              SocketAddress client = connection.client();
              gone.complete(client);
            }
          };
      WireClient client = client(server(seen, options().withEvents(events))).send(sentBefore);
      SocketAddress address = client.localAddress();
      client.close();
      assertThat(gone.get(60, TimeUnit.SECONDS)).isEqualTo(address);
    }

    @Test
    @Covers("9112-9.5-3")
    void a_client_that_reads_slowly_is_waited_for() throws IOException {
      String large = "0123456789".repeat(3_200_000);
      Server server = server(request -> Response.text(request.path().equals("/1") ? large : "2"));
      WireClient client = client(server);
      client.sendLines("GET /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\n\n");
      barrier(server).pass();
      client.expectResponse(200, large);
      client.expectResponse(200, "2");
    }
  }

  private static Response unreadBody(Request request) {
    return Response.text(request.path());
  }
}
