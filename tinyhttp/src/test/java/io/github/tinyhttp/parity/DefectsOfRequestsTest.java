package io.github.tinyhttp.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The right behaviour wherever tiny-http 0.12.0 was found to go wrong, under the number of the
/// defect. What a request may look like.
class DefectsOfRequestsTest extends DefectTest {
  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0", "HTTP/3.0", "HTTP/0.9"})
  @DisplayName("B1: another major version gets 505 and a close, and holds nothing")
  void another_major_version_gets_505(String version) throws Exception {
    Server server = server(this::ok);
    for (int i = 0; i < 30; i++) {
      WireClient client = client(server).send("GET / " + version + "\r\nHost: a\r\n\r\n" + NEXT);
      assertThat(client.expectResponse(505).announcesClose()).isTrue();
      client.expectClosed();
      client.close();
    }
    Await.until("nothing is held", () -> server.connections() == 0);
    assertThat(server.requestsInFlight()).isZero();
    assertThat(smuggled).hasValue(0);
  }

  @Test
  @DisplayName("B2: a folded line is no field of its own, but 400")
  void a_folded_line_is_refused() throws Exception {
    isRefused(400, "POST / HTTP/1.1\r\nHost: a\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n");
    isRefused(400, "POST / HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n");
    isRefused(400, get("X: y\r\n\tz\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\0b", "a\u0001b", "a\u007Fb"})
  @DisplayName("B4: no control byte gets into a value")
  void no_control_byte_gets_into_a_value(String value) throws Exception {
    isRefused(400, get("X: " + value + "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " GET / HTTP/1.1",
        "GET / HTTP/1.1 ",
        "GET  / HTTP/1.1",
        "GET /  HTTP/1.1",
        "GET / b HTTP/1.1",
        "GET\t/\tHTTP/1.1",
        "GET / HTTP/1.1 x",
        "GET /"
      })
  @DisplayName("B5: a request line has three words and two blanks")
  void a_request_line_has_three_words_and_two_blanks(String line) throws Exception {
    isRefused(400, line + "\r\nHost: a\r\n\r\n");
  }

  @Test
  @DisplayName("B9: bytes over 0x7F are kept in a value, and refused anywhere else")
  void bytes_over_0x7f_are_kept_in_a_value() throws Exception {
    Server server =
        server(
            request ->
                Response.text(
                    request.header("X").orElse("") + request.headers().utf8("X").orElse("")));
    WireClient client = client(server).send(get("X: \u00C3\u00A9\r\n"));
    client.expectResponse(200, "\u00C3\u00A9\u00E9".formatted());
    isRefused(400, "GET /\u00E9 HTTP/1.1\r\nHost: a\r\n\r\n");
    isRefused(400, get("\u00E9: x\r\n"));
    isRefused(400, "G\u00C9T / HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Host: a\r\nHost: a\r\n", "Host: a b\r\n", "Host: a/b\r\n", "Host: u@a\r\n"})
  @DisplayName("B27: a request has one Host, and a valid one")
  void a_request_has_one_valid_host(String host) throws Exception {
    isRefused(400, "GET / HTTP/1.1\r\n" + host + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n(a): x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\na\0b: x\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
        " / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\u007F HTTP/1.1\r\nHost: a\r\n\r\n"
      })
  @DisplayName("B28: names are tokens, and targets have no control bytes")
  void names_are_tokens(String head) throws Exception {
    isRefused(400, head);
  }

  @Test
  @DisplayName("B29: an empty line before a request is skipped")
  void an_empty_line_before_a_request_is_skipped() throws Exception {
    WireClient client = client(this::ok);
    client.send("\r\n" + get("") + "\r\n" + get(""));
    client.expectResponse(200, "ok");
    client.expectResponse(200, "ok");
  }

  @Test
  @DisplayName("B29: HTTP/1.2 is served as HTTP/1.1")
  void http_1_2_is_served_as_1_1() throws Exception {
    Server server = server(request -> Response.text(request.version().toString()));
    WireClient client = client(server).send("GET / HTTP/1.2\r\nHost: a\r\n\r\n");
    WireResponse response = client.expectResponse(200, "HTTP/1.1");
    assertThat(response.version()).isEqualTo("HTTP/1.1");
  }

  @Test
  @DisplayName(
      "B39: CONNECT and TRACE are 501 and OPTIONS * has a response, unless the app wants them")
  void connect_trace_and_options() throws Exception {
    Server server = server(this::ok);
    client(server).send("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n").expectResponse(501);
    client(server).send("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(501);
    client(server).send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(204);
    Server delivering =
        closedAfter(
            Server.builder()
                .hosts("*")
                .bind(0)
                .handleMethods(
                    io.github.tinyhttp.HttpMethod.CONNECT, io.github.tinyhttp.HttpMethod.TRACE)
                .handler(request -> Response.status(200).withHeader("Was", request.method().name()))
                .start());
    WireResponse tunnel =
        client(delivering)
            .send("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n")
            .expectResponse("CONNECT", 200);
    assertThat(tunnel.has("Content-Length")).isFalse();
    client(delivering).send("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200);
  }

  @Test
  @DisplayName("B40: the authority of a whole URI comes before Host")
  void the_authority_of_a_whole_uri_comes_first() throws Exception {
    Server server =
        server(request -> Response.text(request.authority().orElse("") + " " + request.path()));
    WireClient client = client(server);
    client.send("GET http://b:81/x HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "b:81 /x");
    client.send("GET /y HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "a /y");
  }
}
