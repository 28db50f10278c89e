package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.testkit.WireResponse.Field;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §15, and the fields that go with a status: Date, Server.
class Rfc9110StatusTest extends OnTheWire {
  private void serveStatus() throws IOException {
    serve(
        request ->
            request.path().equals("/throw")
                ? failing()
                : Response.text("content")
                    .withStatus(Integer.parseInt(request.path().substring(1))));
  }

  private static Response failing() {
    throw new IllegalStateException("on purpose");
  }

  @Test
  @Covers("9110-6.6.1-2")
  void date_stands_in_every_2xx_3xx_and_4xx() throws Exception {
    serveStatus();
    WireClient client = connect();
    for (int status = 200; status < 500; status++) {
      client.renewDeadline().send("GET /" + status + " HTTP/1.1\r\nHost: a\r\n\r\n");
      WireResponse response = client.expectResponse(status);
      assertThat(response.all("Date")).as("%d", status).hasSize(1);
    }
  }

  @Test
  @Covers("9110-6.6.1-2")
  void date_stands_in_what_the_library_refuses() throws Exception {
    serve(_ -> Response.text("ok"), builder -> builder.timeouts(quick()));
    for (WireResponse response :
        List.of(
            refuses(400, "GET / HTTP/1.1\r\n\r\n"),
            refuses(414, "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
            refuses(421, "GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
            refuses(431, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(70_000) + "\r\n\r\n"),
            get("/", "Expect: mercy\r\n"),
            ask("GET / HTTP/1.1\r\n"),
            ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"))) {
      assertThat(response.all("Date")).as("%s", response).hasSize(1);
    }
  }

  private static Timeouts quick() {
    return Timeouts.defaults().withHead(Duration.ofMillis(300)).withGrace(Duration.ZERO);
  }

  @Test
  @Covers("9110-10.2.4-1")
  void no_server_field_is_sent_unless_the_application_names_one() throws Exception {
    serveStatus();
    for (String path : List.of("/200", "/404", "/throw", "*")) {
      assertThat(get(path, "").has("Server")).isFalse();
    }
    serve(_ -> Response.text("ok"), builder -> builder.name("shop/1.0"));
    assertThat(get("/", "").header("Server")).isEqualTo("shop/1.0");
  }

  @Test
  @Covers("9110-15-1")
  void a_status_out_of_range_cannot_be_sent() {
    for (int status : new int[] {-200, 0, 1, 99, 100, 101, 199, 600, 700, 999, 1000, 65736}) {
      assertThatIllegalArgumentException()
          .as("%d", status)
          .isThrownBy(() -> Response.status(status));
      assertThatIllegalArgumentException()
          .as("%d", status)
          .isThrownBy(() -> Response.text("x").withStatus(status));
    }
    assertThat(Response.status(200).status().code()).isEqualTo(200);
    assertThat(Response.status(599).status().code()).isEqualTo(599);
  }

  @Test
  @Covers("9110-15-1")
  void one_request_gets_one_final_response() throws Exception {
    Queue<String> refused = new ConcurrentLinkedQueue<>();
    serve(
        request -> {
          request.respond(Response.text("first"));
          try {
            request.respond(Response.text("second"));
          } catch (IllegalStateException e) {
            refused.add("respond");
          }
          try {
            request.inform(103, Headers.empty());
          } catch (IllegalStateException e) {
            refused.add("inform");
          }
          return Response.handled();
        });
    String response = exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(response).endsWith("\r\n\r\nfirst");
    assertThat(response.split("HTTP/1\\.1 ", -1)).hasSize(2);
    assertThat(refused).containsExactly("respond", "inform");
  }

  @Test
  @Covers("9110-15-1")
  void one_request_gets_one_final_response_though_its_content_proves_broken_after_it()
      throws Exception {
    serveOk();
    WireClient client = connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
    client.expectResponse(200, "ok");
    client.send("broken\r\n" + HIDDEN).expectClosed();
    assertThat(handled).containsExactly("/");
  }

  @Test
  @Covers("9110-15.2-1")
  void no_1xx_is_sent_to_http_1_0() throws Exception {
    serve(
        request -> {
          request.inform(103, Headers.of("Link", "</a>"));
          request.inform(102, Headers.empty());
          return Response.text(request.text());
        });
    String head =
        "POST / HTTP/1.0\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 5\r\n\r\n";
    String response = exchange(head + "hello");
    assertThat(response)
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\nhello")
        .doesNotContain("HTTP/1.1 1");
  }

  @Test
  @Covers("9110-15.2-2")
  void a_1xx_ends_with_its_header_section() throws Exception {
    serve(
        request -> {
          request.inform(103, Headers.of("Link", "</a>"));
          request.inform(103, Headers.of("Link", "</b>"));
          request.inform(102, Headers.empty());
          return Response.text(request.text());
        });
    WireClient client = connect();
    for (int i = 0; i < 2; i++) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      for (String link : List.of("</a>", "</b>")) {
        WireResponse hints = client.expectInterim(103);
        assertThat(hints.header("Link")).isEqualTo(link);
        assertThat(hints.reason()).isEqualTo("Early Hints");
      }
      client.expectInterim(102);
      client.expect("HTTP/1.1 100 Continue\r\n\r\n").send("hi").expectResponse(200, "hi");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  @Covers({"9110-15.3.5-1", "9110-15.4.5-4"})
  void a_response_without_content_ends_with_its_header_section(int status) throws Exception {
    serve(
        request ->
            switch (request.path()) {
              case "/text" -> Response.text("content").withStatus(status);
              case "/stream" ->
                  Response.stream(out -> out.write("content".getBytes(UTF_8))).withStatus(status);
              default -> Response.status(status);
            });
    for (String path : List.of("/text", "/stream", "/bare")) {
      for (String method : List.of("GET", "HEAD", "POST")) {
        String start = method + " " + path + " HTTP/1.1\r\nHost: a\r\n";
        String responses = exchange(start + "\r\n" + start + "Connection: close\r\n\r\n");
        assertThat(responses)
            .matches(
                "(?s)HTTP/1\\.1 "
                    + status
                    + " (?:(?!\r\n\r\n).)*\r\n\r\nHTTP/1\\.1 "
                    + status
                    + " (?:(?!\r\n\r\n).)*\r\n\r\n");
      }
    }
  }

  @Test
  @Covers("9110-15.3.6-1")
  void a_205_has_no_content() throws Exception {
    serve(
        request ->
            switch (request.path()) {
              case "/text" -> Response.text("content").withStatus(205);
              case "/stream" ->
                  Response.stream(out -> out.write("content".getBytes(UTF_8))).withStatus(205);
              default -> Response.status(205);
            });
    WireClient client = connect();
    for (String path : List.of("/text", "/stream", "/bare")) {
      client.send("POST " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      WireResponse response = client.expectResponse(205, "");
      assertThat(response.header("Content-Length")).isEqualTo("0");
      assertThat(response.has("Transfer-Encoding")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /a",
    "http://b/c?d#e, http://b/c?d#e",
    "../x, ../x",
    "/\u00FC, /%C3%BC",
    "?q, ?q"
  })
  @Covers("9110-15.4.4-1")
  void redirect_makes_a_303_with_a_location(String location, String sent) throws Exception {
    serve(_ -> Response.redirect(location));
    WireResponse response = ask("POST / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(response.status()).isEqualTo(303);
    assertThat(response.header("Location")).isEqualTo(sent);
    assertThatIllegalArgumentException().isThrownBy(() -> Response.redirect("//a b"));
    assertThatIllegalArgumentException().isThrownBy(() -> Response.redirect("/a\r\nX: y"));
  }

  @Test
  @Covers("9110-15.4.5-1")
  void a_304_carries_the_fields_of_the_200() throws Exception {
    List<String> fields =
        List.of(
            "Cache-Control: max-age=60",
            "Content-Location: /b",
            "Date: Tue, 15 Nov 1994 08:12:31 GMT",
            "ETag: \"x\"",
            "Expires: Tue, 15 Nov 1994 09:12:31 GMT",
            "Vary: Accept, Accept-Encoding");
    serve(
        request -> {
          Response response =
              request.header("If-None-Match").isPresent()
                  ? Response.status(304)
                  : Response.text("ok");
          for (String field : fields) {
            int colon = field.indexOf(':');
            response = response.withHeader(field.substring(0, colon), field.substring(colon + 2));
          }
          return response;
        });
    WireResponse full = get("/", "");
    WireResponse notModified = get("/", "If-None-Match: \"x\"\r\n");
    assertThat(notModified.status()).isEqualTo(304);
    for (String field : fields) {
      String name = field.substring(0, field.indexOf(':'));
      assertThat(notModified.all(name)).as(name).isEqualTo(full.all(name)).hasSize(1);
    }
  }

  @Test
  @Covers("9110-15.4.5-2")
  void the_library_adds_nothing_but_date_to_a_304() throws Exception {
    serve(_ -> Response.status(304));
    assertThat(get("/", "").fields()).extracting(Field::name).containsExactly("Date");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "400;GET / HTTP/1.1\\r\\n\\r\\n", "400;GET / HTTP/1.1\\r\\nHost: a\\r\\nX : y\\r\\n\\r\\n",
        "417;GET / HTTP/1.1\\r\\nHost: a\\r\\nExpect: mercy\\r\\n\\r\\n",
            "408;GET / HTTP/1.1\\r\\n",
        "421;GET https://a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"
      })
  @Covers("9110-15.5-1")
  void a_4xx_of_the_library_explains_itself_but_not_to_head(int status, String message)
      throws Exception {
    serve(_ -> Response.text("ok"), builder -> builder.timeouts(quick()));
    String request = Wire.unescape(message);
    WireResponse response = ask(request);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).isNotBlank();
    assertThat(response.header("Content-Type")).startsWith("text/plain");
    String head = exchange("HEAD" + request.substring("GET".length()));
    assertThat(head).startsWith("HTTP/1.1 " + status);
    assertThat(head.indexOf("\r\n\r\n")).isEqualTo(head.length() - 4);
  }

  @Test
  @Covers("9110-15.6-1")
  void a_5xx_of_the_library_explains_itself_but_not_to_head() throws Exception {
    serveStatus();
    for (String rest :
        List.of(
            " /throw HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            " / HTTP/2.0\r\nHost: a\r\n\r\n")) {
      WireResponse response = ask("GET" + rest);
      assertThat(response.status()).isEqualTo(rest.contains("2.0") ? 505 : 500);
      assertThat(response.text()).isNotBlank().doesNotContain("on purpose");
      assertThat(response.header("Content-Type")).startsWith("text/plain");
      String head = exchange("HEAD" + rest);
      assertThat(head.indexOf("\r\n\r\n")).isEqualTo(head.length() - 4);
    }
    assertThat(ask("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n").text()).isNotBlank();
    assertThat(ask("M".repeat(65) + " / HTTP/1.1\r\nHost: a\r\n\r\n").text()).isNotBlank();
  }

  @Test
  @Covers("9110-15.6.6-1")
  void a_505_says_which_version_is_spoken() throws Exception {
    serveOk();
    assertThat(refuses(505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n").text()).contains("HTTP/1.1");
  }
}
