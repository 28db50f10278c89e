package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.conformance.Covers;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests and responses as fields and content, RFC 9113 §8.
class MessageTest extends Http2Test {
  private static final String[] GET = TestClient.GET;

  private static Arguments malformed(String what, String... fields) {
    return Arguments.of(what, 400, fields);
  }

  static Stream<Arguments> malformedHeads() {
    return Stream.of(
        malformed("a name in upper case", TestClient.with(GET, "Accept", "a")),
        malformed("a name with a space", TestClient.with(GET, "a b", "a")),
        malformed("a name with a colon", TestClient.with(GET, "a:b", "a")),
        malformed("an empty name", TestClient.with(GET, "", "a")),
        malformed("a name beyond ASCII", TestClient.with(GET, "\u00e4", "a")),
        malformed("NUL in a value", TestClient.with(GET, "a", "b\0c")),
        malformed("LF in a value", TestClient.with(GET, "a", "b\nc")),
        malformed("CR in a value", TestClient.with(GET, "a", "b\rc")),
        malformed("a blank before a value", TestClient.with(GET, "a", " b")),
        malformed("a tab behind a value", TestClient.with(GET, "a", "b\t")),
        malformed("connection", TestClient.with(GET, "connection", "keep-alive")),
        malformed("keep-alive", TestClient.with(GET, "keep-alive", "5")),
        malformed("proxy-connection", TestClient.with(GET, "proxy-connection", "close")),
        malformed("transfer-encoding", TestClient.with(GET, "transfer-encoding", "chunked")),
        malformed("upgrade", TestClient.with(GET, "upgrade", "websocket")),
        malformed("te of gzip", TestClient.with(GET, "te", "gzip")),
        malformed("an unknown pseudo-field", TestClient.with(GET, ":status", "200")),
        malformed("a pseudo-field behind", TestClient.with(GET, "a", "b", ":path", "/")),
        malformed("two methods", TestClient.with(new String[] {":method", "GET"}, GET)),
        malformed("two paths", TestClient.with(new String[] {":path", "/"}, GET)),
        malformed("two schemes", TestClient.with(new String[] {":scheme", "http"}, GET)),
        malformed("two authorities", TestClient.with(new String[] {":authority", "a"}, GET)),
        malformed("no method", TestClient.but(GET, ":method", "")),
        malformed("no scheme", TestClient.but(GET, ":scheme", "")),
        malformed("no path", TestClient.but(GET, ":path", "")),
        malformed("no authority and no host", TestClient.but(GET, ":authority", "")),
        malformed(
            "an empty path", ":method", "GET", ":scheme", "http", ":authority", "a", ":path", ""),
        malformed("a path without a slash", TestClient.but(GET, ":path", "a")),
        malformed("a whole URI as path", TestClient.but(GET, ":path", "http://a/")),
        malformed("a fragment", TestClient.but(GET, ":path", "/#a")),
        malformed("a blank in the path", TestClient.but(GET, ":path", "/a b")),
        malformed("half an escape", TestClient.but(GET, ":path", "/%4")),
        malformed("a backslash", TestClient.but(GET, ":path", "/\\a")),
        malformed("an asterisk for GET", TestClient.but(GET, ":path", "*")),
        malformed("a scheme of FTP", TestClient.but(GET, ":scheme", "ftp")),
        malformed("a method that is no token", TestClient.but(GET, ":method", "G T")),
        malformed("a user in the authority", TestClient.but(GET, ":authority", "me@a")),
        malformed("a port that is none", TestClient.but(GET, ":authority", "a:99999")),
        malformed("another host", TestClient.with(GET, "host", "b")),
        malformed("two hosts", TestClient.with(GET, "host", "a", "host", "a")),
        malformed("a length that is none", TestClient.with(GET, "content-length", "-1")),
        malformed(
            "two lengths", TestClient.with(GET, "content-length", "0", "content-length", "1")),
        malformed("a length and no body", TestClient.with(GET, "content-length", "1")),
        malformed("CONNECT with a path", TestClient.but(GET, ":method", "CONNECT")),
        malformed("CONNECT without a port", ":method", "CONNECT", ":authority", "a"),
        malformed("CONNECT without authority", ":method", "CONNECT"),
        malformed(
            ":protocol without CONNECT",
            TestClient.with(new String[] {":protocol", "websocket"}, GET)),
        Arguments.of("an unknown expectation", 417, TestClient.with(GET, "expect", "200-ok")),
        Arguments.of("a long path", 414, TestClient.but(GET, ":path", "/" + "a".repeat(17_000))),
        Arguments.of("a long method", 501, TestClient.but(GET, ":method", "M".repeat(65))),
        Arguments.of("TRACE", 501, TestClient.but(GET, ":method", "TRACE")),
        Arguments.of("CONNECT", 501, new String[] {":method", "CONNECT", ":authority", "a:1"}));
  }

  /// RFC 9113 §8.1.1: a response may go before the reset.
  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedHeads")
  @Covers({
    "9113-8.1.1-1",
    "9113-8.2.1-1",
    "9113-8.2.1-2",
    "9113-8.2.2-1",
    "9113-8.2.2-3",
    "9113-8.3-1",
    "9113-8.3.1-1",
    "9113-8.3.1-2",
    "9113-8.3.1-3",
    "9113-8.3.1-4",
    "9113-8.5-1"
  })
  void a_malformed_request_gets_a_response_and_no_handler(String what, int status, String[] fields)
      throws Exception {
    TestClient client = h2(_ -> Response.text("handled"));
    byte[] block = TestClient.block(fields);
    if (block.length > Frames.PAYLOAD) {
      client.frame(
          Frames.HEADERS, Frames.END_STREAM, 1, java.util.Arrays.copyOf(block, Frames.PAYLOAD));
      client.frame(
          Frames.CONTINUATION,
          Frames.END_HEADERS,
          1,
          java.util.Arrays.copyOfRange(block, Frames.PAYLOAD, block.length));
    } else {
      client.headers(1, Frames.END_STREAM, fields);
    }
    var response = client.response(1);
    assertThat(response.status()).as(what).isEqualTo(status);
    assertThat(response.text()).isNotEqualTo("handled");
    if (status == 400) {
      isReset(client, 1, ErrorCode.PROTOCOL_ERROR);
    }
    client.get(3);
    assertThat(client.response(3).text()).isEqualTo("handled");
  }

  @Test
  void what_is_well_formed_is_handled() throws Exception {
    TestClient client =
        h2(
            request ->
                Response.text(
                    request.method()
                        + " "
                        + request.target()
                        + " "
                        + request.host().orElse("")
                        + " "
                        + request.rawPath()
                        + " "
                        + request.query()));
    client.headers(1, Frames.END_STREAM, TestClient.but(GET, ":path", "/a?b?c%"));
    assertThat(client.response(1).text()).isEqualTo("GET /a?b?c% a /a Optional[b?c%]");
    client.headers(
        3, Frames.END_STREAM, ":method", "GET", ":scheme", "https", ":path", "/", "host", "b:1");
    assertThat(client.response(3).text()).isEqualTo("GET / b:1 / Optional.empty");
    client.get(5, "host", "A", "te", "trailers", "empty", "");
    assertThat(client.response(5).status()).isEqualTo(200);
    client.headers(7, Frames.END_STREAM, TestClient.but(GET, ":method", "custom"));
    assertThat(client.response(7).text()).startsWith("custom / a");
  }

  @Test
  @Covers("9113-8.3.1-2")
  void options_of_the_whole_server_get_the_librarys_response() throws Exception {
    TestClient client = h2(_ -> Response.text("handled"));
    client.headers(
        1,
        Frames.END_STREAM,
        TestClient.but(TestClient.but(GET, ":method", "OPTIONS"), ":path", "*"));
    var response = client.response(1);
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.field("allow")).contains("GET");
  }

  @Test
  @Covers("9113-8.5-1")
  void connect_goes_to_a_handler_that_wants_it() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(options())
                .handleMethods(HttpMethod.CONNECT)
                .handler(request -> Response.text(request.target() + request.rawPath()))
                .start());
    TestClient client = h2(server);
    client.headers(1, Frames.END_STREAM, ":method", "CONNECT", ":authority", "a:1");
    assertThat(client.response(1).status()).isEqualTo(200);
  }

  @Test
  @Covers("9113-8.2.3-1")
  void the_host_is_among_the_fields_and_cookies_are_joined() throws Exception {
    TestClient client =
        h2(
            request ->
                Response.text(
                    request.header("Host").orElse("")
                        + " "
                        + request.headers().all("Cookie")
                        + " "
                        + request.cookies()));
    client.get(1, "cookie", "a=1", "x", "y", "cookie", "b=2");
    assertThat(client.response(1).text()).isEqualTo("a [a=1; b=2] {a=[1], b=[2]}");
  }

  @Test
  void a_list_of_fields_that_is_too_large_gets_431_and_the_table_stays_right() throws Exception {
    Server server =
        server(
            request -> Response.text(request.header("x").orElse("none")),
            options().withLimits(Limits.defaults().withHead(2_000)));
    TestClient client = h2(server);
    // x: y goes into the table, and then comes 100 times
    byte[] first = Blocks.hex("40 01 78 01 79" + " be".repeat(100));
    byte[] block = TestClient.block(GET);
    byte[] all = java.util.Arrays.copyOf(block, block.length + first.length);
    System.arraycopy(first, 0, all, block.length, first.length);
    client.frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 1, all);
    assertThat(client.response(1).status()).isEqualTo(431);
    byte[] next = java.util.Arrays.copyOf(block, block.length + 1);
    next[block.length] = (byte) 0xBE;
    client.frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 3, next);
    assertThat(client.response(3).text()).isEqualTo("y");
  }

  @Test
  void too_many_fields_get_431() throws Exception {
    TestClient client = h2(_ -> Response.text("handled"));
    String[] many = new String[2 * 201];
    java.util.Arrays.fill(many, "a");
    client.get(1, many);
    assertThat(client.response(1).status()).isEqualTo(431);
  }

  @Test
  @Covers({"9113-8.2.1-3", "9113-8.2.2-2"})
  void fields_of_a_connection_are_left_out_of_responses() throws Exception {
    TestClient client =
        h2(
            _ ->
                Response.text("a")
                    .withHeader("Upgrade", "h3")
                    .withHeader("Proxy-Connection", "b")
                    .withHeader("X-Mixed-CASE", "kept")
                    .withConnectionClose());
    client.get(1);
    var response = client.response(1);
    assertThat(response.fields())
        .noneMatch(
            field ->
                field.startsWith("upgrade")
                    || field.startsWith("connection")
                    || field.startsWith("proxy-connection"));
    assertThat(response.field("x-mixed-case")).isEqualTo("kept");
    client.get(3);
    assertThat(client.response(3).status()).isEqualTo(200);
  }

  @Test
  void responses_without_content_end_with_their_head() throws Exception {
    TestClient client =
        h2(
            request ->
                switch (request.path()) {
                  case "/204" -> Response.status(204);
                  case "/304" -> Response.status(304);
                  case "/205" -> Response.status(205);
                  default -> Response.text("four");
                });
    int stream = 1;
    for (String path : List.of("/204", "/304", "/205")) {
      client.headers(stream, Frames.END_STREAM, TestClient.but(GET, ":path", path));
      var head = client.next(Frames.HEADERS);
      assertThat(head.has(Frames.END_STREAM)).isTrue();
      List<String> fields = client.decode(head);
      assertThat(fields.contains("content-length: 0")).isEqualTo(path.equals("/205"));
      stream += 2;
    }
    client.headers(stream, Frames.END_STREAM, TestClient.but(GET, ":method", "HEAD"));
    var head = client.next(Frames.HEADERS);
    assertThat(head.has(Frames.END_STREAM)).isTrue();
    assertThat(client.decode(head)).contains("content-length: 4");
  }

  @Test
  @Covers("9113-8.1-2")
  void trailers_go_both_ways() throws Exception {
    TestClient client =
        h2(
            request -> {
              String text = request.text();
              return Response.text(text + request.trailers().first("sum").orElse(""))
                  .withTrailers(Headers.of("Total", "7"));
            });
    client.headers(1, 0, TestClient.POST);
    client.data(1, 0, "abc");
    client.headers(1, Frames.END_STREAM, "sum", "6");
    var response = client.response(1);
    assertThat(response.text()).isEqualTo("abc6");
    assertThat(response.field("trailer")).isEqualTo("Total");
    assertThat(response.trailers()).containsExactly("total: 7");
  }

  @Test
  void trailers_of_streamed_content_come_behind_it() throws Exception {
    TestClient client =
        h2(
            _ ->
                Response.stream(out -> out.write("abc".getBytes()))
                    .withTrailers(Headers.of("Total", "7")));
    client.get(1);
    var response = client.response(1);
    assertThat(response.text()).isEqualTo("abc");
    assertThat(response.trailers()).containsExactly("total: 7");
  }

  static Stream<Arguments> badTrailers() {
    return Stream.of(
        Arguments.of("a pseudo-field", Frames.END_STREAM, new String[] {":path", "/"}),
        Arguments.of("upper case", Frames.END_STREAM, new String[] {"A", "b"}),
        Arguments.of("no end", 0, new String[] {"a", "b"}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTrailers")
  @Covers({"9113-8.1-1", "9113-8.3-1"})
  void malformed_trailers_reset_the_stream(String what, int flags, String[] fields)
      throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.POST);
    client.headers(1, flags, fields);
    isReset(client, 1, ErrorCode.PROTOCOL_ERROR);
    client.barrier();
  }

  @Test
  @Covers("9113-8.1-2")
  void interim_responses_come_first() throws Exception {
    TestClient client =
        h2(
            request -> {
              request.inform(103, Headers.of("Link", "</a.css>; rel=preload"));
              request.inform(103, Headers.of("Link", "</b.css>; rel=preload"));
              return Response.text("a");
            });
    client.get(1);
    var response = client.response(1);
    assertThat(response.interims()).isEqualTo(2);
    assertThat(response.text()).isEqualTo("a");
  }

  @Test
  void a_client_that_waits_is_told_to_continue_when_the_body_is_wanted() throws Exception {
    TestClient client =
        h2(
            request ->
                request.path().equals("/read")
                    ? Response.text(request.text())
                    : Response.text("not wanted"));
    String[] wanted = TestClient.but(TestClient.POST, ":path", "/read");
    client.headers(1, 0, TestClient.with(wanted, "expect", "100-continue"));
    assertThat(client.decode(client.next(Frames.HEADERS))).containsExactly(":status: 100");
    client.data(1, Frames.END_STREAM, "body");
    assertThat(client.response(1).text()).isEqualTo("body");
    client.headers(3, 0, TestClient.with(TestClient.POST, "expect", "100-continue"));
    var response = client.response(3);
    assertThat(response.interims()).isZero();
    assertThat(response.text()).isEqualTo("not wanted");
  }

  @Test
  @Covers("9113-8.1.1-2")
  void a_body_must_have_its_announced_length() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    String[] five = TestClient.with(TestClient.POST, "content-length", "5");
    client.headers(1, 0, five).data(1, Frames.END_STREAM, "four");
    isReset(client, 1, ErrorCode.PROTOCOL_ERROR);
    client.headers(3, 0, five).data(3, 0, "sixsix");
    isReset(client, 3, ErrorCode.PROTOCOL_ERROR);
    client.headers(5, 0, five).data(5, 0, "four").headers(5, Frames.END_STREAM, "a", "b");
    isReset(client, 5, ErrorCode.PROTOCOL_ERROR);
    client
        .headers(7, 0, five)
        .frame(
            Frames.DATA,
            Frames.PADDED | Frames.END_STREAM,
            7,
            (byte) 2,
            (byte) 'f',
            (byte) 'o',
            (byte) 'u',
            (byte) 'r',
            (byte) 0,
            (byte) 0);
    isReset(client, 7, ErrorCode.PROTOCOL_ERROR);
  }

  /// A client that waited for `100 Continue`, and has got its final response instead.
  @Test
  void a_body_that_is_not_wanted_may_end_without_the_announced_content() throws Exception {
    var refused = new AtomicInteger();
    var events =
        new ServerEvents() {
          @Override
          public void refused(RefusalEvent refusal) {
            refused.incrementAndGet();
          }
        };
    TestClient client = h2(server(_ -> Response.text("not wanted"), options().withEvents(events)));
    String[] fields = {"expect", "100-continue", "content-length", "5"};
    client.headers(1, 0, TestClient.with(TestClient.POST, fields));
    assertThat(client.response(1).text()).isEqualTo("not wanted");
    client.data(1, Frames.END_STREAM);
    client.barrier();
    assertThat(refused).hasValue(0);
  }

  @Test
  void a_handler_that_fails_gets_500_and_one_that_fails_midway_a_reset() throws Exception {
    TestClient client =
        h2(
            request ->
                switch (request.path()) {
                  case "/early" -> throw new io.github.tinyhttp.HttpException(409, "no");
                  case "/midway" ->
                      Response.stream(
                          out -> {
                            out.write(new byte[40_000]);
                            throw new io.github.tinyhttp.HttpException(409, "no");
                          });
                  default ->
                      Response.stream(
                          _ -> {
                            throw new io.github.tinyhttp.HttpException(418, "no");
                          });
                });
    client.headers(1, Frames.END_STREAM, TestClient.but(GET, ":path", "/early"));
    assertThat(client.response(1).status()).isEqualTo(409);
    client.get(3);
    assertThat(client.response(3).status()).isEqualTo(418);
    client.headers(5, Frames.END_STREAM, TestClient.but(GET, ":path", "/midway"));
    while (true) {
      var frame = client.frames().read();
      if (frame.type() == Frames.HEADERS) {
        client.decode(frame);
      }
      if (frame.type() == Frames.RST_STREAM) {
        assertThat(frame.intAt(0)).isEqualTo(ErrorCode.INTERNAL_ERROR.code());
        break;
      }
      assertThat(frame.has(Frames.END_STREAM)).isFalse();
    }
    client.get(7);
    assertThat(client.response(7).status()).isEqualTo(418);
  }
}
