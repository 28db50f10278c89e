package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.testkit.WireResponse.Field;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §9: methods.
class Rfc9110MethodsTest extends OnTheWire {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "get",
        "Get",
        "head",
        "Head",
        "hEAD",
        "post",
        "connect",
        "Connect",
        "trace",
        "options",
        "PROPFIND",
        "G",
        "X-1"
      })
  @Covers("9110-9.1-1")
  void method_names_are_case_sensitive_and_open(String method) throws Exception {
    serve(
        request -> {
          boolean known =
              List.of(
                      HttpMethod.GET,
                      HttpMethod.HEAD,
                      HttpMethod.POST,
                      HttpMethod.CONNECT,
                      HttpMethod.OPTIONS,
                      HttpMethod.TRACE)
                  .contains(request.method());
          return Response.text(request.method().name() + known);
        });
    // read as a response to GET: only HEAD in capitals has no content
    connect().send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse("GET", 200);
    assertThat(handled).containsExactly("/");
    WireResponse response =
        connect().send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse("GET");
    assertThat(response.text()).isEqualTo(method + "false");
  }

  @Test
  @Covers("9110-9.1-2")
  void get_and_head_are_supported() throws Exception {
    serve(request -> Response.text(request.method().name()));
    assertThat(get("/", "").text()).isEqualTo("GET");
    WireResponse head = ask("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT a.example:443", "TRACE /", "TRACE http://a/"})
  @Covers("9110-9.1-3")
  void a_method_that_is_not_implemented_gets_501(String start) throws Exception {
    serveOk();
    assertThat(ask(start + " HTTP/1.1\r\nHost: a.example:443\r\n\r\n").status()).isEqualTo(501);
    assertThat(handled).isEmpty();
  }

  @Test
  @Covers({"9110-9.1-3", "9110-17.5-1"})
  void a_method_longer_than_any_known_gets_501() throws Exception {
    serveOk();
    refuses(501, "M".repeat(65) + " / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(ask("M".repeat(64) + " / HTTP/1.1\r\nHost: a\r\n\r\n").status()).isEqualTo(200);
  }

  @Test
  @Covers("9110-9.2.1-1")
  void the_read_only_methods_are_safe() {
    assertThat(List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE))
        .allMatch(HttpMethod::isSafe);
    assertThat(List.of("POST", "PUT", "DELETE", "CONNECT", "PATCH", "get", "FOO"))
        .noneMatch(name -> HttpMethod.of(name).isSafe());
  }

  @Test
  @Covers("9110-9.2.2-1")
  void put_delete_and_the_safe_methods_are_idempotent() {
    assertThat(List.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"))
        .allMatch(name -> HttpMethod.of(name).isIdempotent());
    assertThat(List.of("POST", "CONNECT", "PATCH", "put", "FOO"))
        .noneMatch(name -> HttpMethod.of(name).isIdempotent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS", "POST", "FOO"})
  @Covers("9110-9.3.1-3")
  void content_is_content_with_any_method_and_not_the_next_request(String method) throws Exception {
    serveOk();
    String head = method + " /first HTTP/1.1\r\nHost: a\r\n";
    String size = Integer.toHexString(HIDDEN.length());
    for (String framed :
        List.of(
            head + "Content-Length: " + HIDDEN.length() + "\r\n\r\n" + HIDDEN,
            head
                + "Transfer-Encoding: chunked\r\n\r\n"
                + size
                + "\r\n"
                + HIDDEN
                + "\r\n0\r\n\r\n")) {
      handled.clear();
      WireClient client = connect();
      client.send(framed + "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      client.expectResponse(method, 200);
      client.expectResponse(200, "ok");
      client.expectClosed();
      assertThat(handled).containsExactlyInAnyOrder("/first", "/next");
    }
  }

  @Test
  @Covers("9110-9.3.1-3")
  void content_of_get_can_be_read() throws Exception {
    serve(request -> Response.text(request.text()));
    assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello").text())
        .isEqualTo("hello");
  }

  @Test
  @Covers({"9110-9.3.2-1", "9110-9.3.2-2"})
  void head_has_the_fields_of_get_and_no_content() throws Exception {
    serve(
        request ->
            switch (request.path()) {
              case "/text" ->
                  Response.text("hello")
                      .withHeader("ETag", "\"x\"")
                      .withAddedHeader("X", "1")
                      .withAddedHeader("X", "2");
              case "/status" -> Response.status(200);
              case "/404" -> Response.html("<p>").withStatus(404);
              case "/204" -> Response.empty();
              case "/205" -> Response.status(205);
              case "/304" -> Response.status(304).withHeader("ETag", "\"x\"");
              case "/redirect" -> Response.redirect("/text");
              case "/stream" -> Response.stream(out -> out.write("hello".getBytes(UTF_8)));
              case "/close" -> Response.text("bye").withConnectionClose();
              default -> throw new IllegalStateException("on purpose");
            });
    for (String path :
        List.of(
            "/text",
            "/status",
            "/404",
            "/204",
            "/205",
            "/304",
            "/redirect",
            "/stream",
            "/close",
            "/throw")) {
      String rest = " " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
      WireResponse get = ask("GET" + rest);
      WireResponse head = ask("HEAD" + rest);
      assertThat(head.status()).as(path).isEqualTo(get.status());
      assertThat(withoutDate(head)).as(path).isEqualTo(withoutDate(get));
      String closing = "HEAD " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      String octets = exchange(closing);
      assertThat(octets.indexOf("\r\n\r\n")).as(path).isEqualTo(octets.length() - 4);
    }
  }

  private static List<Field> withoutDate(WireResponse response) {
    return response.fields().stream().filter(field -> !field.name().equals("Date")).toList();
  }

  @Test
  @Covers("9110-9.3.2-1")
  void what_the_library_refuses_has_no_content_for_head_either() throws Exception {
    serveOk();
    for (String message :
        List.of(
            "HEAD / HTTP/1.1\r\n\r\n",
            "HEAD / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
            "HEAD / HTTP/2.0\r\nHost: a\r\n\r\n",
            "HEAD * HTTP/1.1\r\nHost: a\r\n\r\n",
            "HEAD https://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "HEAD / HTTP/1.1\r\nHost: a\r\nExpect: mercy\r\n\r\n",
            "HEAD / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(70_000) + "\r\n\r\n",
            "HEAD /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n")) {
      String octets = exchange(message);
      assertThat(octets).matches("(?s)HTTP/1\\.1 [45].*");
      assertThat(octets.indexOf("\r\n\r\n")).isEqualTo(octets.length() - 4);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example:",
        "a.example",
        "a.example:x",
        "a.example:80x",
        "a.example:-1",
        "a.example:+80",
        "a.example:65536",
        "a.example:99999999999999999999",
        "a.example:0",
        "a.example: 80",
        ":80",
        ":",
        "[::1]",
        "[::1]:",
        "u@a:80",
        "a.example:80/",
        "a.example:80:80",
        "a.example:4\u00B23"
      })
  @Covers("9110-9.3.6-2")
  void connect_without_a_valid_port_is_refused(String target) throws Exception {
    String request = "CONNECT " + target + " HTTP/1.1\r\nHost: a.example\r\n\r\n";
    serveOk();
    refuses(400, request);
    serve(_ -> Response.text("ok"), builder -> builder.handleMethods(HttpMethod.CONNECT));
    refuses(400, request);
  }

  @Test
  @Covers("9110-9.3.6-2")
  void connect_with_a_port_reaches_an_application_that_asks_for_it() throws Exception {
    serve(
        request -> Response.text(request.target() + request.authority().get()).withStatus(403),
        builder -> builder.handleMethods(HttpMethod.CONNECT));
    for (String target : List.of("a.example:443", "[::1]:80", "127.0.0.1:1", "a:65535")) {
      WireResponse response = ask("CONNECT " + target + " HTTP/1.1\r\nHost: other\r\n\r\n");
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.text()).isEqualTo(target + target);
    }
  }

  @Test
  @Covers("9110-9.3.6-7")
  void what_follows_a_connect_that_succeeded_is_no_request() throws Exception {
    serve(_ -> Response.status(200), builder -> builder.handleMethods(HttpMethod.CONNECT));
    String connect = "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n";
    WireClient hasty = connect().send(connect + HIDDEN);
    assertThat(hasty.expectResponse("CONNECT", 200).announcesClose()).isTrue();
    hasty.expectClosed();
    WireClient waiting = connect().send(connect);
    waiting.expectResponse("CONNECT", 200);
    waiting.send(HIDDEN).expectClosed();
    assertThat(handled).containsExactly("a.example:443", "a.example:443");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "http://a", "http://a:80"})
  @Covers({"9110-9.3.7-1", "9110-9.3.7-2"})
  void options_for_the_server_get_a_response_from_the_library(String target) throws Exception {
    serveOk();
    WireClient client = connect();
    for (int i = 0; i < 2; i++) {
      client.send("OPTIONS " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
      WireResponse response = client.readResponse("OPTIONS");
      assertThat(response.status()).isEqualTo(204);
      assertThat(response.body()).isEmpty();
      assertThat(List.of(response.header("Allow").split(", "))).contains("GET", "HEAD", "OPTIONS");
      assertThat(response.announcesClose()).isFalse();
    }
    assertThat(handled).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/*", "/a?b", "http://a/", "http://a/*"})
  @Covers("9110-9.3.7-2")
  void options_for_a_resource_is_the_applications(String target) throws Exception {
    serve(_ -> Response.empty().withHeader("Allow", "GET, OPTIONS"));
    WireResponse response = ask("OPTIONS " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header("Allow")).isEqualTo("GET, OPTIONS");
    assertThat(handled).containsExactly(target);
  }

  @Test
  @Covers("9110-9.3.7-2")
  void options_for_the_server_reaches_an_application_that_asks_for_it() throws Exception {
    serve(
        request -> Response.text(request.target() + request.path()),
        builder -> builder.handleMethods(HttpMethod.OPTIONS));
    assertThat(ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("**");
  }

  @Test
  @Covers({"9110-10.2.1-1", "9110-15.5.6-1"})
  void a_405_lists_the_allowed_methods() throws Exception {
    serve(_ -> Response.status(405).withHeader("Allow", "GET, HEAD"));
    for (String method : List.of("POST", "HEAD", "DELETE")) {
      WireResponse response = ask(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("Allow")).isEqualTo("GET, HEAD");
    }
  }

  @Test
  @Covers("9110-9.3.2-1")
  void a_head_response_with_trailers_has_none() throws Exception {
    serve(_ -> Response.stream(out -> out.write(1)).withTrailers(Headers.of("X-Sum", "1")));
    WireClient client = connect();
    for (int i = 0; i < 2; i++) {
      client
          .send("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: TE\r\nTE: trailers\r\n\r\n")
          .expectResponse("HEAD", 200);
    }
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "\u0001");
  }
}
