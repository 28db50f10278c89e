package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §8: content and the fields that describe it.
class Rfc9110ContentTest extends OnTheWire {
  private static final List<String> SIZED =
      List.of("/text", "/bytes", "/file", "/sized-stream", "/nothing", "/empty-file", "/404");
  private static final List<String> UNSIZED = List.of("/stream", "/written");

  @TempDir Path folder;

  private void serveContent() throws IOException {
    Path file = Files.writeString(folder.resolve("file.html"), "hello");
    Path empty = Files.createFile(folder.resolve("empty.txt"));
    serve(
        request ->
            switch (request.path()) {
              case "/text" -> Response.text("h\u00E9llo");
              case "/html" -> Response.html("<p>");
              case "/json" -> Response.json("{}");
              case "/bytes" -> Response.bytes(new byte[] {1, 2, 3});
              case "/file" -> Response.file(file);
              case "/empty-file" -> Response.file(empty);
              case "/sized-stream" ->
                  Response.stream(new ByteArrayInputStream("hello, there".getBytes(UTF_8)), 5);
              case "/stream" -> Response.stream(new ByteArrayInputStream("hello".getBytes(UTF_8)));
              case "/written" -> Response.stream(out -> out.write("hello".getBytes(UTF_8)));
              case "/nothing" -> Response.status(200);
              case "/404" -> Response.status(404);
              default -> throw new IllegalStateException("on purpose");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "/text, text/plain; charset=utf-8",
    "/html, text/html; charset=utf-8",
    "/json, application/json",
    "/bytes, application/octet-stream",
    "/file, text/html; charset=utf-8",
    "/stream, application/octet-stream"
  })
  @Covers("9110-8.3-1")
  void content_goes_with_its_type(String path, String type) throws Exception {
    serveContent();
    assertThat(get(path, "").header("Content-Type")).isEqualTo(type);
  }

  @Test
  @Covers("9110-8.3-1")
  void the_librarys_own_content_goes_with_its_type() throws Exception {
    serveContent();
    for (WireResponse response :
        List.of(
            get("/throw", ""),
            get("*", ""),
            get("/", "Expect: mercy\r\n"),
            get("https://a/", ""))) {
      assertThat(response.text()).isNotBlank();
      assertThat(response.header("Content-Type")).startsWith("text/plain");
    }
  }

  @Test
  @Covers({"9110-8.6-3", "9110-8.6-7"})
  void content_length_is_sent_where_it_is_known_and_is_the_same_for_head() throws Exception {
    serveContent();
    for (String path : SIZED) {
      WireResponse get = get(path, "");
      assertThat(get.framing()).as(path).isEqualTo(WireResponse.Framing.SIZED);
      assertThat(get.header("Content-Length")).isEqualTo("" + get.body().length);
      WireResponse head = ask("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(head.header("Content-Length")).as(path).isEqualTo(get.header("Content-Length"));
    }
    assertThat(get("/text", "").header("Content-Length")).isEqualTo("6");
    assertThat(get("/sized-stream", "").text()).isEqualTo("hello");
  }

  @Test
  @Covers({"9110-8.6-3", "9110-8.6-7"})
  void content_length_is_missing_where_it_is_not_known() throws Exception {
    serveContent();
    for (String path : UNSIZED) {
      assertThat(get(path, "").framing()).as(path).isEqualTo(WireResponse.Framing.CHUNKED);
      WireResponse head = ask("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(head.has("Content-Length")).as(path).isFalse();
    }
  }

  @Test
  @Covers("9110-8.6-4")
  void content_length_of_a_304_is_never_that_of_the_304_itself() throws Exception {
    serve(
        request ->
            request.path().equals("/bare")
                ? Response.status(304)
                : Response.text("hello").withStatus(304));
    for (String method : List.of("GET", "HEAD")) {
      WireClient client = connect();
      client.send(method + " /bare HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.expectResponse(method, 304).has("Content-Length")).isFalse();
      client.send(method + " /with HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.expectResponse(method, 304).has("Content-Length")).isFalse();
    }
  }

  @Test
  @Covers("9110-8.6-5")
  void no_content_length_in_1xx_and_204() throws Exception {
    serve(
        request -> {
          request.inform(103, Headers.of("Link", "</a>"));
          request.text();
          Body content = Body.of("content".getBytes(UTF_8));
          return Response.empty().withBody(content);
        });
    String response =
        exchange(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    assertThat(response).startsWith("HTTP/1.1 103 ").contains("HTTP/1.1 204 ").endsWith("\r\n\r\n");
    assertThat(response.toLowerCase(Locale.ROOT))
        .doesNotContain("content-length")
        .doesNotContain("transfer-encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "transfer-encoding", "Connection", "Trailer"})
  @Covers("9110-8.6-5")
  void an_interim_response_cannot_be_given_framing(String name) throws Exception {
    serve(
        request -> {
          try {
            request.inform(103, Headers.of(name, "1"));
            return Response.text("sent");
          } catch (IllegalArgumentException e) {
            return Response.text("refused");
          }
        });
    connect().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2147483647",
        "2147483648",
        "4294967301",
        "999999999999999999",
        "9223372036854775807"
      })
  @Covers("9110-8.6-8")
  void large_lengths_keep_all_their_digits(String length) throws Exception {
    serve(request -> Response.text("" + request.contentLength().getAsLong()).withConnectionClose());
    WireClient client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\nhello");
    assertThat(client.expectResponse(200, length).announcesClose()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "18446744073709551621",
        "36893488147419103237",
        "99999999999999999999999999999999999999999999999999",
        "10000000000000000000005"
      })
  @Covers("9110-8.6-8")
  void lengths_beyond_all_bounds_do_not_wrap_around(String length) throws Exception {
    serveOk();
    WireClient client = connect();
    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\nhello" + HIDDEN);
    WireResponse response = client.readResponse();
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.announcesClose()).isTrue();
    client.expectClosed();
    assertThat(handled).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-5",
        "+5",
        "5 5",
        "0x5",
        "5.0",
        "5e0",
        "five",
        "\"5\"",
        "5;",
        "5,",
        ",5",
        "5,,5",
        "5, 6",
        "5,05x",
        "6, 5",
        "5, -5",
        "\u00B2",
        "5, 5",
        "5,5 ,\t5",
        "5\r\nContent-Length: 5",
        "5\r\nContent-Length: 6",
        "6\r\nX: y\r\nContent-Length: 5",
        "5\r\nContent-Length:",
        "1_0"
      })
  @Covers("9110-8.6-11")
  void a_length_that_is_no_one_number_is_refused(String length) throws Exception {
    serveOk();
    refuses(400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\nhello");
    refuses(400, "GET / HTTP/1.0\r\nContent-Length: " + length + "\r\n\r\nhello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "05", "00000000000000000000000000000005"})
  @Covers("9110-8.6-11")
  void zeros_may_lead_a_length(String length) throws Exception {
    serve(request -> Response.text(request.contentLength().getAsLong() + request.text()));
    WireClient client = connect();
    for (int i = 0; i < 2; i++) {
      client
          .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\nhello")
          .expectResponse(200, "5hello");
    }
  }

  @Test
  @Covers("9110-8.7-2")
  void content_location_does_not_change_what_a_request_means() throws Exception {
    serve(
        request ->
            Response.text(
                request.method() + request.target() + request.authority().get() + request.text()));
    for (String location : List.of("/other", "http://b/other", "")) {
      WireResponse response =
          ask(
              "PUT /this HTTP/1.1\r\nHost: a\r\nContent-Location: "
                  + location
                  + "\r\nContent-Length: 2\r\n\r\nhi");
      assertThat(response.text()).isEqualTo("PUT/thisahi");
    }
  }
}
