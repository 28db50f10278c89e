package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §2, §3 and §6: conformance, versions, and messages as a whole.
class Rfc9110MessagesTest extends OnTheWire {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String VALUE = "[!-~\\x80-\\xFF](?:[\\t !-~\\x80-\\xFF]*[!-~\\x80-\\xFF])?";
  private static final Pattern HEAD =
      Pattern.compile(
          "HTTP/1\\.1 [2-5][0-9]{2} [\\t !-~\\x80-\\xFF]*\\r\\n"
              + ("(?:" + TOKEN + ": (?:" + VALUE + ")?\\r\\n)*\\r\\n"));

  /// Requests of many kinds, most of them refused by the library; the last of their connections.
  private static final List<String> REQUESTS =
      List.of(
          "GET /text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close, TE\r\nTE: trailers\r\n\r\n",
          "HEAD /text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "GET /status/204 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "GET /status/205 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "GET /status/299 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "GET /status/304 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "GET /status/404 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "GET /redirect HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "GET /throw HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "GET /text HTTP/1.0\r\n\r\n",
          "GET /stream HTTP/1.0\r\n\r\n",
          "GET /text HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\nConnection: close\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n",
          "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
          "GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(70_000) + "\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: mercy\r\nContent-Length: 0\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");

  private static final Set<String> RESPONSE_FIELDS =
      Set.of(
          "allow",
          "connection",
          "content-length",
          "content-type",
          "date",
          "location",
          "trailer",
          "transfer-encoding",
          "x-sum");

  private static Response respond(Request request) {
    String path = request.path();
    if (path.startsWith("/status/")) {
      return Response.status(Integer.parseInt(path.substring("/status/".length())));
    }
    return switch (path) {
      case "/stream" ->
          Response.stream(out -> out.write("streamed".getBytes(UTF_8)))
              .withTrailers(Headers.of("X-Sum", "1"));
      case "/redirect" -> Response.redirect("/elsewhere");
      case "/throw" -> throw new IllegalStateException("on purpose");
      default -> Response.text("ok");
    };
  }

  @Test
  @Covers({"9110-2.2-2", "9110-6.2-4"})
  void every_head_that_is_sent_matches_the_grammar_and_says_http_1_1() throws Exception {
    serve(Rfc9110MessagesTest::respond);
    for (String request : REQUESTS) {
      String response = exchange(request);
      assertThat(HEAD.matcher(response).lookingAt())
          .as("%s", Wire.escape(response.substring(0, Math.min(500, response.length()))))
          .isTrue();
    }
  }

  @Test
  @Covers("9110-2.2-3")
  void no_field_is_sent_that_belongs_into_a_request() throws Exception {
    serve(Rfc9110MessagesTest::respond);
    for (String request : REQUESTS) {
      assertThat(ask(request).fields())
          .allSatisfy(
              field -> assertThat(RESPONSE_FIELDS).contains(field.name().toLowerCase(Locale.ROOT)));
    }
  }

  @Test
  @Covers("9110-2.2-2")
  void what_is_no_field_cannot_be_put_into_a_response() {
    Response response = Response.text("ok");
    for (String value :
        List.of("a\r\nX: y", "a\n", "a\rb", "a\0b", "a\u0007b", "\u20AC", " a", "a\t")) {
      assertThatIllegalArgumentException()
          .as("%s", Wire.escape(value.replace('\u20AC', '?')))
          .isThrownBy(() -> response.withHeader("X", value));
    }
    for (String name : List.of("", "a b", "a:", "a\r\n", "\u00FC", "a(b)")) {
      assertThatIllegalArgumentException()
          .as("%s", Wire.escape(name))
          .isThrownBy(() -> response.withAddedHeader(name, "1"));
    }
  }

  @Test
  @Covers("9110-2.3-1")
  void broken_requests_get_a_response_or_a_close_and_the_server_lives_on() throws Exception {
    serve(request -> Response.text(request.text()));
    Random random = new Random(9110);
    for (int i = 0; i < 400; i++) {
      String response;
      try (WireClient client = connect()) {
        response = client.send(broken(random)).halfClose().readToEnd();
      }
      assertThat(response)
          .satisfiesAnyOf(
              text -> assertThat(text).isEmpty(),
              text -> assertThat(text).matches("(?s)HTTP/1\\.1 [1-5][0-9]{2} .*"));
    }
    assertThat(get("/", "").status()).isEqualTo(200);
  }

  private static byte[] broken(Random random) {
    List<Byte> octets = new ArrayList<>();
    String whole =
        "POST /a?b HTTP/1.1\r\nHost: a:80\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n"
            + "Connection: TE\r\nTE: trailers\r\n\r\n3;x=y\r\nabc\r\n0\r\nX: y\r\n\r\n";
    for (byte octet : Wire.octets(whole)) {
      octets.add(octet);
    }
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      int at = random.nextInt(octets.size());
      switch (random.nextInt(4)) {
        case 0 -> octets.set(at, (byte) random.nextInt(256));
        case 1 -> octets.add(at, (byte) random.nextInt(256));
        case 2 -> octets.remove(at);
        default -> octets.addAll(at, List.copyOf(octets.subList(at / 2, at)));
      }
    }
    byte[] bytes = new byte[octets.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = octets.get(i);
    }
    return bytes;
  }

  @Test
  @Covers("9110-2.3-2")
  void a_field_as_long_as_one_the_server_sends_is_taken() throws Exception {
    serve(request -> Response.text("ok").withHeader("X-Echo", request.header("X-Long").get()));
    String value = "v".repeat(40_000);
    assertThat(get("/", "X-Long: " + value + "\r\n").header("X-Echo")).isEqualTo(value);
  }

  @Test
  @Covers("9110-2.4-1")
  void method_target_fields_and_content_reach_the_application_as_sent() throws Exception {
    serve(
        request ->
            Response.text(
                String.join(
                    " | ",
                    request.method().name(),
                    request.target(),
                    request.rawPath(),
                    request.path(),
                    request.query().orElse("-"),
                    request.authority().orElse("-"),
                    request.headers().toString(),
                    request.contentLength().toString(),
                    request.text())));
    WireResponse response =
        ask(
            "PATCH /a%2Fb/../%C3%BC?x=%20&y? HTTP/1.1\r\nHost: a.example:81\r\nX-One: 1\r\n"
                + "x-one: 2\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(response.text())
        .isEqualTo(
            "PATCH | /a%2Fb/../%C3%BC?x=%20&y? | /a%2Fb/../%C3%BC | /a/b/../\u00FC | x=%20&y?"
                + " | a.example:81 | [Host: a.example:81, X-One: 1, x-one: 2, Content-Length: 5]"
                + " | OptionalLong[5] | hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http/1.1",
        "Http/1.1",
        "HTTP/1",
        "HTTP/1.",
        "HTTP/.1",
        "HTTP/11.1",
        "HTTP/1.10",
        "HTTP/1.1.1",
        "HTTP/01.1",
        "HTTP/1,1",
        "HTTP/ 1.1",
        "HTTP /1.1",
        "HTTP/1. 1",
        "HTTP/1.1 ",
        "HTTP/1.1\t",
        "HTTPS/1.1",
        "HTTP1.1",
        "HTTP/+1.1",
        "HTTP/1.+1",
        "HTTP/a.b",
        "HTTP/1.x",
        "HTTP\\1.1",
        "XTTP/1.1",
        "HTTP/1.1;x"
      })
  @Covers("9110-2.5-1")
  void a_version_of_another_spelling_is_refused(String version) throws Exception {
    serveOk();
    refuses(400, "GET / " + version + "\r\nHost: a\r\n\r\n");
  }

  @Test
  @Covers("9110-3.3-1")
  void nothing_is_carried_from_one_request_of_a_connection_to_the_next() throws Exception {
    serve(
        request ->
            Response.text(
                request.authority().orElse("-")
                    + request.header("Authorization").orElse("-")
                    + request.header("Cookie").orElse("-")
                    + request.query().orElse("-")
                    + request.text()));
    WireClient client = connect();
    client
        .send(
            "POST /?q HTTP/1.1\r\nHost: a\r\nAuthorization: Basic eA==\r\nCookie: c=d\r\n"
                + "Content-Length: 2\r\n\r\nxx")
        .expectResponse(200, "aBasic eA==c=dqxx");
    client.send("GET / HTTP/1.1\r\nHost: b\r\n\r\n").expectResponse(200, "b---");
    client.send("GET / HTTP/1.0\r\n\r\n").expectResponse(200, "----");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a HTTP/1.1\r\nHost: a\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nX: y",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nhello",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        "POST /a HTTP/1.1\r\n"
            + "Host: a\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "5\r\n"
            + "hello\r\n"
            + "0\r\n"
            + "X: y\r\n"
      })
  @Covers("9110-6.1-1")
  void a_request_cut_short_is_never_taken_for_whole(String cut) throws Exception {
    AtomicInteger wholes = new AtomicInteger();
    serve(
        request -> {
          String text = request.text();
          wholes.incrementAndGet();
          return Response.text("got " + text);
        });
    String response = connect().send(cut).halfClose().readToEnd();
    assertThat(response).doesNotContain("HTTP/1.1 2");
    assertThat(wholes).hasValue(0);
  }

  @Test
  @Covers({"9110-6.2-3", "9110-6.2-4"})
  void a_response_to_http_1_0_says_http_1_1() throws Exception {
    serveOk();
    assertThat(ask("GET / HTTP/1.0\r\n\r\n").version()).isEqualTo("HTTP/1.1");
    assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").version()).isEqualTo("HTTP/1.1");
    assertThat(ask("GET / HTTP/1.7\r\nHost: a\r\n\r\n").version()).isEqualTo("HTTP/1.1");
    assertThat(ask("GET / HTTP/3.0\r\nHost: a\r\n\r\n").version()).isEqualTo("HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 9})
  @Covers("9110-6.2-5")
  void a_higher_minor_version_is_treated_as_1_1(int minor) throws Exception {
    serve(
        request -> {
          byte[] text = (request.version() + request.text()).getBytes(UTF_8);
          return Response.stream(out -> out.write(text));
        });
    WireClient client = connect();
    for (int i = 0; i < 2; i++) {
      client.send(
          "POST / HTTP/1."
              + minor
              + "\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
              + "Expect: 100-continue\r\n\r\n");
      client.expectInterim(100);
      WireResponse response = client.send("2\r\nhi\r\n0\r\n\r\n").expectResponse(200, "HTTP/1.1hi");
      assertThat(response.framing()).isEqualTo(WireResponse.Framing.CHUNKED);
      assertThat(response.has("Connection")).isFalse();
    }
    refuses(400, "GET / HTTP/1." + minor + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.9", "0.0", "2.0", "2.1", "3.0", "9.9"})
  @Covers("9110-6.2-6")
  void another_major_version_gets_505(String version) throws Exception {
    serveOk();
    refuses(505, "GET / HTTP/" + version + "\r\nHost: a\r\n\r\n");
  }

  @Test
  @Covers("9110-6.2-6")
  void a_request_line_of_http_2_gets_505() throws Exception {
    serveOk();
    refuses(505, "PRI / HTTP/2.0\r\n\r\n");
  }

  @Test
  @Covers("9110-6.4-1")
  void content_is_what_is_left_without_the_framing() throws Exception {
    serve(request -> Response.text(request.text()));
    String chunked =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "1\r\na\r\n00A;x=\"0\\\"\"\r\n0\r\n\r\n12345\r\n1;y\r\nz\r\n000\r\nX: y\r\n\r\n";
    assertThat(ask(chunked).text()).isEqualTo("a0\r\n\r\n12345z");
    String sized = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n0\r\n\r\nxx";
    assertThat(ask(sized).text()).isEqualTo("0\r\n\r\n");
  }

  @Test
  @Covers("9110-6.4.1-1")
  void some_responses_have_no_content_whatever_the_application_gives() throws Exception {
    serve(
        request ->
            request.path().equals("/next")
                ? Response.text("next")
                : Response.text("content")
                    .withStatus(Integer.parseInt(request.path().substring(1))));
    for (String request :
        List.of("HEAD /200", "HEAD /404", "GET /204", "GET /304", "HEAD /304", "POST /204")) {
      WireClient client = connect();
      client.send(request + " HTTP/1.1\r\nHost: a\r\n\r\n");
      WireResponse response = client.readResponse(request.substring(0, request.indexOf(' ')));
      assertThat(response.framing()).isEqualTo(WireResponse.Framing.NONE);
      client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "next");
    }
  }

  @Test
  @Covers({"9110-6.4.1-1", "9110-8.6-6", "9110-9.3.6-5"})
  void success_of_connect_has_neither_content_nor_framing() throws IOException {
    serve(_ -> Response.text("tunnel"), builder -> builder.handleMethods(HttpMethod.CONNECT));
    String response =
        connect()
            .send("CONNECT b.example:443 HTTP/1.1\r\nHost: b.example:443\r\n\r\n")
            .halfClose()
            .readToEnd();
    assertThat(response).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    assertThat(response.toLowerCase(Locale.ROOT))
        .doesNotContain("content-length")
        .doesNotContain("transfer-encoding");
  }
}
