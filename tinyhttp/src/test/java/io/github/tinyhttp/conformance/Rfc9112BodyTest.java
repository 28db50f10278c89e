package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Barrier;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.testkit.WireResponse.Framing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9112 chapter 6: message bodies, and how their end is found.
class Rfc9112BodyTest extends SocketTest {
  private static final String CHUNKS = "5\nhello\n0\n\n";

  private final Seen seen = new Seen();

  /// One response of each kind of content.
  static List<Response> responses() {
    return List.of(
        Response.text("hello"),
        Response.status(200),
        Response.stream(new ByteArrayInputStream(Wire.octets("hello"))),
        Response.stream(new ByteArrayInputStream(Wire.octets("hello")), 5),
        Response.stream(out -> out.write(Wire.octets("hello"))));
  }

  @Nested
  class Section_6_message_body {
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "OPTIONS", "BREW"})
    @Covers({"9112-6-1", "9112-6.3-11", "9112-6.3-13"})
    void a_body_is_there_if_a_field_says_so_whatever_the_method(String method) throws IOException {
      WireClient client = client(seen);
      client
          .sendLines(method + " /1 HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello")
          .sendLines(method + " /2 HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n" + CHUNKS)
          .sendLines(method + " /3 HTTP/1.1\nHost: a\n\n");
      client.expectResponse(200, method + " /1 hello");
      client.expectResponse(200, method + " /2 hello");
      client.expectResponse(200, method + " /3");
    }
  }

  @Nested
  class Section_6_1_transfer_encoding {
    @Test
    @Covers({"9112-6.1-1", "9112-6.3-5"})
    void parses_the_chunked_coding() throws IOException {
      assertThat(post("Transfer-Encoding: chunked", CHUNKS).readResponse().text())
          .isEqualTo("POST /p hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TE: gzip", "TE: chunked, deflate;q=1", "Accept-Encoding: gzip"})
    @Covers({"9112-6.1-2", "9112-6.1-4"})
    void sends_no_coding_but_one_chunked(String field) throws IOException {
      String lines = "GET / HTTP/1.1\nHost: a\n" + field + (field.isEmpty() ? "\n" : "\n\n");
      Handler handler = _ -> Response.stream(new ByteArrayInputStream(Wire.octets("hello")));
      WireResponse response = responseOf(handler, lines);
      assertThat(response.all("Transfer-Encoding")).containsExactly("chunked");
      assertThat(response.text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @MethodSource("io.github.tinyhttp.conformance.Rfc9112BodyTest#responses")
    @Covers({"9112-6.1-5", "9112-6.3-1"})
    void sends_no_coding_with_204(Response response) throws IOException {
      WireClient client = client(_ -> response.withStatus(204));
      client.sendLines("GET / HTTP/1.1\nHost: a\n\n");
      assertThat(client.expectResponse(204).has("Transfer-Encoding")).isFalse();
      client.sendLines("OPTIONS * HTTP/1.1\nHost: a\n\n").readResponse();
    }

    @Test
    @Covers({"9112-6.1-5", "9112-6.3-1"})
    void sends_no_coding_with_1xx() throws IOException {
      WireClient client =
          client(
              request -> {
                request.inform(103, Headers.of("Link", "</a.css>; rel=preload"));
                return Response.text(request.text());
              });
      client.sendLines(
          "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nExpect: 100-continue\n\n");
      assertThat(client.expectInterim(103).has("Transfer-Encoding")).isFalse();
      assertThat(client.expectInterim(100).has("Transfer-Encoding")).isFalse();
      client.sendLines(CHUNKS).expectResponse(200, "hello");
    }

    @ParameterizedTest
    @MethodSource("io.github.tinyhttp.conformance.Rfc9112BodyTest#responses")
    @Covers("9112-6.1-6")
    void sends_no_coding_with_2xx_to_connect(Response given) throws IOException {
      Server server =
          closedAfter(
              Server.builder()
                  .bind(0)
                  .handler(_ -> given)
                  .options(options())
                  .handleMethods(HttpMethod.CONNECT)
                  .start());
      WireClient client = client(server).sendLines("CONNECT a:80 HTTP/1.1\nHost: a:80\n\n");
      WireResponse response = client.readResponse("CONNECT");
      assertThat(response.has("Transfer-Encoding")).isFalse();
      assertThat(response.has("Content-Length") && response.status() / 100 == 2).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "x-unknown, chunked", "identity, chunked"})
    @Covers("9112-6.1-7")
    void responds_to_a_coding_it_does_not_understand_with_501(String codings) throws IOException {
      refuses(501, "Transfer-Encoding: " + codings, CHUNKS);
    }

    @ParameterizedTest
    @MethodSource("io.github.tinyhttp.conformance.Rfc9112BodyTest#responses")
    @Covers("9112-6.1-9")
    void sends_no_coding_to_http_1_0(Response given) throws IOException {
      WireResponse response = responseOf(_ -> given, "GET / HTTP/1.0\nConnection: keep-alive\n\n");
      assertThat(response.has("Transfer-Encoding")).isFalse();
      assertThat(response.text()).isIn("hello", ""); // one of them has no content
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4", "10", "99999"})
    @Covers({"9112-6.1-10", "9112-6.3-3"})
    void refuses_a_length_beside_a_coding_and_closes(String length) throws IOException {
      refuses(400, "Content-Length: " + length + "\nTransfer-Encoding: chunked", CHUNKS);
      refuses(400, "Transfer-Encoding: chunked\nContent-Length: " + length, CHUNKS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: y", "Connection: keep-alive", "Content-Length: 5"})
    @Covers("9112-6.1-11")
    void takes_a_coding_in_http_1_0_as_bad_framing_and_closes(String field) throws IOException {
      WireClient client = client(seen);
      client.sendLines(
          "POST / HTTP/1.0\nHost: a\n" + field + "\nTransfer-Encoding: chunked\n\n" + CHUNKS);
      assertThat(client.expectResponse(400).announcesClose()).isTrue();
      client.expectClosed();
    }
  }

  @Nested
  class Section_6_2_content_length {
    @ParameterizedTest
    @MethodSource("io.github.tinyhttp.conformance.Rfc9112BodyTest#responses")
    @Covers({"9112-6.2-1", "9112-6.3-14"})
    void sends_a_length_or_a_coding_and_never_both(Response given) throws IOException {
      WireResponse response = responseOf(_ -> given, "GET / HTTP/1.1\nHost: a\n\n");
      assertThat(response.has("Content-Length")).isNotEqualTo(response.has("Transfer-Encoding"));
      assertThat(response.framing()).isIn(Framing.SIZED, Framing.CHUNKED);
    }

    @ParameterizedTest
    @CsvSource({"'',0", "hello,5", "grün,5"})
    @Covers("9112-6.2-2")
    void counts_octets_in_decimal(String text, String length) throws IOException {
      WireResponse response = responseOf(_ -> Response.text(text), "GET / HTTP/1.1\nHost: a\n\n");
      assertThat(response.header("Content-Length")).isEqualTo(length);
      assertThat(response.text()).isEqualTo(text);
    }
  }

  @Nested
  class Section_6_3_message_body_length {
    @ParameterizedTest
    @MethodSource("io.github.tinyhttp.conformance.Rfc9112BodyTest#responses")
    @Covers("9112-6.3-1")
    void a_response_to_head_ends_with_its_empty_line(Response response) throws IOException {
      WireClient client =
          client(request -> request.path().equals("/1") ? response : seen.handle(request));
      client.sendLines("HEAD /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\n\n");
      client.expectResponse("HEAD", 200);
      client.expectResponse(200, "GET /2");
    }

    @ParameterizedTest
    @MethodSource("io.github.tinyhttp.conformance.Rfc9112BodyTest#responses")
    @Covers("9112-6.3-1")
    void a_304_ends_with_its_empty_line(Response response) throws IOException {
      WireClient client =
          client(
              request ->
                  request.path().equals("/1") ? response.withStatus(304) : seen.handle(request));
      client.sendLines("GET /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\n\n");
      client.expectResponse(304);
      client.expectResponse(200, "GET /2");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "gzip",
          "identity",
          "chunked, gzip",
          "chunked, identity",
          "chunked, chunked",
          ""
        })
    @Covers("9112-6.3-6")
    void responds_to_a_coding_that_does_not_end_in_one_chunked_with_400(String codings)
        throws IOException {
      refuses(400, "Transfer-Encoding: " + codings, CHUNKS);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "-1",
          "+5",
          "5.0",
          "0x5",
          "5a",
          "5 5",
          "5, 6",
          "5,x",
          "5;5",
          "\"5\"",
          "\u00B2",
          "9223372036854775808",
          "18446744073709551621"
        })
    @Covers({"9112-6.3-7", "9112-6.3-8"})
    void responds_to_an_invalid_length_with_400_and_closes(String length) throws IOException {
      refuses(400, "Content-Length: " + length, "hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5, 6", "6, 5", "0, 5"})
    @Covers({"9112-6.3-7", "9112-6.3-8"})
    void responds_to_different_lengths_in_two_lines_with_400(String lengths) throws IOException {
      refuses(400, "Content-Length: " + lengths.replace(", ", "\nContent-Length: "), "hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5, 5", "5,5,5", "5\nContent-Length: 5"})
    @Covers("9112-6.3-7")
    void refuses_equal_lengths_as_rfc_9110_8_6_allows(String lengths) throws IOException {
      refuses(400, "Content-Length: " + lengths, "hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 65_535, 65_536, 65_537, 1_000_000})
    @Covers("9112-6.3-11")
    void reads_as_many_octets_as_the_length_says(int length) throws IOException {
      Handler handler = request -> Response.text("" + request.bytes().length);
      WireClient client = client(handler);
      client
          .sendLines("POST /p HTTP/1.1\nHost: a\nContent-Length: " + length + "\n\n")
          .send("x".repeat(length));
      client.expectResponse(200, "" + length);
      client.sendLines("GET / HTTP/1.1\nHost: a\n\n").expectResponse(200, "0");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100_000})
    @Covers("9112-6.3-12")
    void a_body_that_is_cut_off_is_incomplete(int length) throws IOException {
      WireClient client = client(seen);
      client
          .sendLines("POST /p HTTP/1.1\nHost: a\nContent-Length: " + length + "\n\n")
          .send("x".repeat(length - 1))
          .halfClose();
      assertThat(client.readToEnd()).doesNotStartWith("HTTP/1.1 2");
      assertThat(seen.requests()).isEmpty();
    }

    @Test
    @Covers("9112-6.3-13")
    void without_either_field_the_next_octet_is_of_the_next_request() throws IOException {
      Server server = server(seen);
      Barrier barrier = barrier(server);
      WireClient client = client(server).sendLines("POST /1 HTTP/1.1\nHost: a\n\n");
      client.expectResponse(200, "POST /1").framing();
      client.expectIdle(barrier);
      client.sendLines("GET /2 HTTP/1.1\nHost: a\n\n").expectResponse(200, "GET /2");
    }
  }

  private WireClient post(String fields, String body) throws IOException {
    return client(seen).sendLines("POST /p HTTP/1.1\nHost: a\n" + fields + "\n\n" + body);
  }

  private void refuses(int status, String fields, String body) throws IOException {
    WireClient client = post(fields, body).sendLines("GET /hidden HTTP/1.1\nHost: a\n\n");
    assertThat(client.expectResponse(status).announcesClose()).isTrue();
    client.expectClosed();
    assertThat(seen.requests()).isEmpty();
  }
}
