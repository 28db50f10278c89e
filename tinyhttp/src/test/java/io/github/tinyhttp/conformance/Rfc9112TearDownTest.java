package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9112 §9.6, and what chapter 11 and the appendices ask: how connections end, and what an
/// attacker cannot do.
class Rfc9112TearDownTest extends SocketTest {
  private final Seen seen = new Seen();

  @Nested
  class Section_9_6_tear_down {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "GET  / HTTP/1.1\n\n",
          "GET / HTTP/1.1\n\n",
          "GET / HTTP/2.0\n\n",
          "GET / HTTP/1.0\n\n",
          "GET / HTTP/1.1\nHost: a\nConnection: close\n\n"
        })
    @Covers({"9112-9.6-1", "9112-9.6-5"})
    void every_close_is_announced(String request) throws IOException {
      WireClient client = client(seen).sendLines(request);
      assertThat(client.readResponse().announcesClose()).isTrue();
      client.expectClosed();
    }

    @Test
    @Covers({"9112-9.6-4", "9112-9.6-6"})
    void no_request_that_follows_one_with_close_is_processed() throws IOException {
      Server server = server(seen);
      WireClient client = client(server);
      client.sendLines(
          "GET /1 HTTP/1.1\nHost: a\nConnection: close\n\nGET /2 HTTP/1.1\nHost: a\n\n");
      client.expectResponse(200, "GET /1");
      client.expectClosed();
      barrier(server).pass();
      assertThat(seen.requests()).containsExactly("GET /1");
    }

    @Test
    @Covers({"9112-9.6-7", "9112-9.6-8"})
    void no_request_is_processed_after_a_response_with_close() throws IOException {
      Server server = server(request -> seen.handle(request).withConnectionClose());
      WireClient client = client(server);
      client.sendLines("POST /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\n\n");
      assertThat(client.expectResponse(200, "POST /1").announcesClose()).isTrue();
      client.expectClosed();
      barrier(server).pass();
      assertThat(seen.requests()).containsExactly("POST /1");
    }

    @Test
    @Covers({"9112-9.6-7", "9112-9.6-8"})
    void what_comes_after_a_response_with_close_is_not_processed() throws IOException {
      Server server = server(request -> seen.handle(request).withConnectionClose());
      WireClient client = client(server).sendLines("GET /1 HTTP/1.1\nHost: a\n\n");
      client.expectResponse(200, "GET /1");
      client.sendLines("GET /2 HTTP/1.1\nHost: a\n\n").expectClosed();
      barrier(server).pass();
      assertThat(seen.requests()).containsExactly("GET /1");
    }

    /// The client goes on sending what the server will never read. Were the socket closed at once,
    /// a reset would overtake the response.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "GET  / HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        })
    @Covers("9112-9.6-11")
    void closes_in_stages_so_that_the_last_response_can_be_read(String request) throws IOException {
      Server server = server(seen);
      WireClient client = client(server).send(request + "x".repeat(200_000));
      barrier(server).pass();
      client.send("y".repeat(10_000));
      assertThat(client.readResponse().announcesClose()).isTrue();
      client.expectClosed();
    }

    /// Old clients send a line end after a body without counting it (§2.2). If that met a closed
    /// socket, a reset would follow it, and could cost them the response.
    @Test
    @Covers("9112-9.6-11")
    void an_http_1_0_client_may_send_a_line_end_too_many() throws IOException {
      Server server = server(seen);
      WireClient client = client(server);
      client.sendLines("POST / HTTP/1.0\nContent-Length: 5\n\nhello");
      client.expectResponse(200, "POST / hello");
      client.expectClosed();
      client.send("\r\n");
      barrier(server).pass();
      assertThat(client.trySend("is there a reset?")).isTrue();
    }

    @Test
    @Covers("9112-9.6-12")
    void a_client_that_has_closed_its_side_still_gets_its_response() throws Exception {
      Server server = server();
      WireClient client = client(server).sendLines("GET /1 HTTP/1.1\nHost: a\n\n").halfClose();
      Request request = receive(server);
      barrier(server).pass();
      request.respond(Response.text("late"));
      client.expectResponse(200, "late");
      client.expectClosed();
    }

    @Test
    @Covers("9112-9.6-12")
    void a_client_that_has_closed_its_side_still_gets_all_responses() throws IOException {
      WireClient client = client(seen);
      client.sendLines("GET /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\n\n").halfClose();
      client.expectResponse(200, "GET /1");
      client.expectResponse(200, "GET /2");
      client.expectClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\nHost: a\n", "GET / HTTP/1.1", "POST"})
    @Covers("9112-9.6-12")
    void the_end_of_a_connection_is_not_the_end_of_a_request(String part) throws IOException {
      WireClient client = client(seen).sendLines(part).halfClose();
      assertThat(client.readToEnd()).doesNotStartWith("HTTP/1.1 2");
      assertThat(seen.requests()).isEmpty();
    }
  }

  @Nested
  class Section_11_1_response_splitting {
    private static final String ATTACK = "/%0D%0ASet-Cookie:%20a%0D%0A%0D%0AHTTP/1.1%20200%20OK";

    @ParameterizedTest
    @ValueSource(strings = {"value", "added value", "name", "trailer", "interim", "redirect"})
    @Covers("9112-11.1-1")
    void no_line_end_gets_into_a_response(String where) throws IOException {
      WireClient client = client(request -> echo(where, request));
      client.sendLines("GET " + ATTACK + " HTTP/1.1\nHost: a\nTE: trailers\n\n");
      WireResponse response = client.readResponse();
      assertThat(response.has("Set-Cookie")).isFalse();
      assertThat(response.trailers()).isEmpty();
      client.sendLines("GET /next HTTP/1.1\nHost: a\nConnection: close\n\n");
      client.readResponse();
      client.expectClosed();
    }

    private static Response echo(String where, Request request) throws IOException {
      String attack = request.path();
      if (attack.equals("/next")) {
        return Response.empty();
      }
      return switch (where) {
        case "value" -> Response.text("x").withHeader("X-A", attack);
        case "added value" -> Response.text("x").withAddedHeader("X-A", attack);
        case "name" -> Response.text("x").withHeader(attack, "x");
        case "trailer" ->
            Response.stream(out -> out.write(1)).withTrailers(Headers.of("X", attack));
        case "interim" -> {
          request.inform(103, Headers.of("Link", attack));
          yield Response.text("x");
        }
        case "redirect" -> Response.redirect(attack);
        default -> throw new IllegalArgumentException(where);
      };
    }
  }

  @Nested
  class Section_11_2_request_smuggling {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "Content-Length: 5\nTransfer-Encoding: chunked",
          "Content-Length: 5\nContent-Length: 38",
          "Content-Length: 5, 38",
          "Content-Length: +5",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: chunked\nTransfer-Encoding: identity",
          "X: y\n Transfer-Encoding: chunked",
          "Transfer-Encoding: \u000Bchunked",
          "X: y\rTransfer-Encoding: chunked"
        })
    @Covers("9112-11.2-1")
    void a_request_behind_ambiguous_framing_gets_no_response(String fields) throws IOException {
      WireClient client = client(seen);
      client.sendLines("POST / HTTP/1.1\nHost: a\n" + fields + "\n\n0\n\n");
      client.sendLines("GET /hidden HTTP/1.1\nHost: a\n\n");
      client.expectResponse(400);
      client.expectClosed();
      assertThat(seen.requests()).isEmpty();
    }

    @Test
    @Covers("9112-11.2-1")
    void a_request_in_a_body_gets_no_response() throws IOException {
      String hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
      int length = hidden.getBytes(StandardCharsets.ISO_8859_1).length;
      Server server = server(seen);
      WireClient client = client(server);
      client.sendLines("GET / HTTP/1.1\nHost: a\nContent-Length: " + length + "\n\n").send(hidden);
      client.expectResponse(200, "GET / " + hidden);
      client.expectIdle(barrier(server));
    }
  }

  @Nested
  class Appendix_C_1_changes_from_http_0_9 {
    @ParameterizedTest
    @CsvSource({
      "'GET /\n', 400",
      "'GET /\n\n', 400",
      "'GET / \n\n', 400",
      "'GET / HTTP/0.9\n\n', 505"
    })
    @Covers("9112-C.1-1")
    void http_0_9_is_not_spoken(String request, int status) throws IOException {
      WireClient client = client(seen).sendLines(request).halfClose();
      client.expectResponse(status);
      client.expectClosed();
      assertThat(seen.requests()).isEmpty();
    }
  }
}
