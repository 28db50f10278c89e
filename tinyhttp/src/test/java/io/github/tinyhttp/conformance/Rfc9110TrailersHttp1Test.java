package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §6.5 and §10.1.4 where HTTP/1.1 has its own way: who gets trailers, and fields of a
/// connection among them.
class Rfc9110TrailersHttp1Test extends OnTheWire {
  private static final String POST =
      "POST / HTTP/1.1\r\n"
          + "Host: a\r\n"
          + "X: header\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n"
          + "2\r\n"
          + "hi\r\n"
          + "0\r\n";

  private void serveTrailers(Headers trailers) throws IOException {
    serve(_ -> Response.stream(out -> out.write("content".getBytes(UTF_8))).withTrailers(trailers));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: b",
        "Authorization: Basic eA==",
        "Content-Type: text/plain; charset=utf-16",
        "Cookie: a=b",
        "Connection: close",
        "Expect: mercy",
        "Content-Length: 99",
        "Transfer-Encoding: chunked",
        "Upgrade: echo"
      })
  @Covers("9110-6.5.1-2")
  void a_received_trailer_never_counts_as_a_header_field(String line) throws Exception {
    String name = line.substring(0, line.indexOf(':'));
    serve(
        request ->
            Response.text(
                request.text() + request.authority().get() + request.headers().all(name).size()));
    int before = List.of("Host", "Transfer-Encoding").contains(name) ? 1 : 0;
    WireClient client = connect();
    for (int i = 0; i < 2; i++) {
      client.send(POST + line + "\r\n\r\n").expectResponse(200, "hia" + before);
    }
  }

  @Test
  @Covers({"9110-6.5.1-4", "9110-6.6.2-1"})
  void nobody_else_gets_trailers_nor_their_announcement() throws Exception {
    serveTrailers(Headers.of("X-Sum", "1"));
    for (String request :
        List.of(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: TE\r\nTE: gzip\r\n\r\n",
            "GET / HTTP/1.0\r\nConnection: TE\r\nTE: trailers\r\n\r\n",
            "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")) {
      WireResponse response = ask(request);
      assertThat(response.trailers()).isEmpty();
      assertThat(response.has("Trailer")).isFalse();
      assertThat(response.text()).isEqualTo(request.startsWith("HEAD") ? "" : "content");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TE: trailers",
        "TE: Trailers",
        "TE: TRAILERS",
        "te:trailers",
        "TE: gzip, trailers",
        "TE: gzip;q=0.5,trailers",
        "TE: trailers, deflate;q=0.5",
        "TE: , trailers ,",
        "TE: x;a=\"b,c\";q=1, trailers",
        "TE: gzip\r\nTE: trailers"
      })
  @Covers("9110-10.1.4-2")
  void trailers_is_found_in_te_wherever_it_stands(String line) throws Exception {
    serveTrailers(Headers.of("X-Sum", "1"));
    assertThat(get("/", "Connection: te\r\n" + line + "\r\n").trailer("X-Sum")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TE:",
        "TE: ,",
        "TE: trailer",
        "TE: xtrailers",
        "TE: trailersx",
        "TE: gzip;trailers=1",
        "TE: x;a=\"b, trailers\"",
        "TE: \"trailers\"",
        "Trailer: trailers",
        "Accept-Encoding: trailers"
      })
  @Covers("9110-10.1.4-2")
  void what_only_looks_like_trailers_is_not(String line) throws Exception {
    serveTrailers(Headers.of("X-Sum", "1"));
    assertThat(get("/", "Connection: te\r\n" + line + "\r\n").trailers()).isEmpty();
  }
}
