package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §5.6: lists, tokens, whitespace, quoted strings, parameters and dates.
class Rfc9110SyntaxTest extends OnTheWire {
  /// Responses of many kinds, each the last of its connection, octet for octet.
  private List<String> responses() throws Exception {
    serve(
        request ->
            switch (request.path()) {
              case "/stream" ->
                  Response.stream(out -> out.write("streamed".getBytes(UTF_8)))
                      .withTrailers(Headers.of("X-Sum", "1", "X-Count", "8"));
              case "/none" ->
                  Response.stream(out -> out.write("streamed".getBytes(UTF_8)))
                      .withTrailers(Headers.empty());
              case "/advertise" -> Response.text("ok").withHeader("Upgrade", "echo/1");
              case "/204" -> Response.empty();
              default -> Response.text("ok");
            });
    String end = " HTTP/1.1\r\nHost: a\r\nConnection: close, TE\r\nTE: trailers\r\n\r\n";
    return List.of(
        exchange("GET /" + end),
        exchange("GET /stream" + end),
        exchange("GET /none" + end),
        exchange("GET /advertise" + end),
        exchange("GET /204" + end),
        exchange("OPTIONS *" + end),
        exchange("TRACE /" + end),
        exchange("GET * HTTP/1.1\r\n\r\n"),
        exchange("GET / HTTP/1.0\r\n\r\n"));
  }

  @Test
  @Covers("9110-5.6.1.1-1")
  void no_list_is_sent_with_an_empty_element() throws Exception {
    for (String response : responses()) {
      String head = response.substring(0, response.indexOf("\r\n\r\n") + 2);
      for (String name :
          List.of("Connection", "Trailer", "Allow", "Upgrade", "Transfer-Encoding", "Vary")) {
        assertThat(head).doesNotContainPattern("(?i)\r\n" + name + ": *(,|\r\n)");
        assertThat(head).doesNotContainPattern("(?i)\r\n" + name + ":[^\r]*,[ \t]*(,|\r\n)");
      }
    }
  }

  @Test
  @Covers({"9110-5.6.3-1", "9110-5.6.3-2", "9110-5.6.3-4"})
  void whitespace_is_one_blank_after_a_colon_comma_or_semicolon_and_nothing_else()
      throws Exception {
    for (String response : responses()) {
      String head = response.substring(0, response.indexOf("\r\n\r\n"));
      assertThat(head).doesNotContain("\t").doesNotContain("  ").doesNotContainPattern(" \r\n");
      for (String line : head.lines().skip(1).toList()) {
        assertThat(line).matches("[^ :]+: [^ ].*").doesNotContainPattern(" [,;=]|= ");
        assertThat(line.substring(line.indexOf(':'))).doesNotContainPattern("[,;](?! )");
      }
    }
    String stream = exchange("GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(stream.substring(stream.indexOf("\r\n\r\n") + 4))
        .isEqualTo("8\r\nstreamed\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "close",
        ",close",
        "close,",
        " , ,close",
        "close , ,, ,",
        ",,,,,,,,,,,,,,,,close",
        "\t,\tclose\t,",
        "foo,,close",
        "foo ,\tclose,bar",
        "CLOSE,",
        ",\"x,y\",close"
      })
  @Covers({"9110-5.6.1.2-1", "9110-5.6.1.2-2", "9110-7.6.1-1"})
  void empty_elements_of_connection_are_skipped(String value) throws Exception {
    serveOk();
    WireClient client = connect();
    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: " + value + "\r\n\r\n" + HIDDEN);
    assertThat(client.expectResponse(200).announcesClose()).isTrue();
    client.expectClosed();
    assertThat(handled).containsExactly("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        " , ,",
        "closed",
        "close-",
        "xclose",
        "not close",
        "\"close\"",
        "clo,se",
        "close=1"
      })
  @Covers("9110-5.6.1.2-1")
  void what_is_no_element_of_connection_closes_nothing(String value) throws Exception {
    serveOk();
    WireClient client = connect();
    for (int i = 0; i < 2; i++) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: " + value + "\r\n\r\n");
      assertThat(client.expectResponse(200, "ok").announcesClose()).isFalse();
    }
  }

  @Test
  @Covers("9110-5.6.1.2-1")
  void empty_elements_of_other_lists_are_skipped() throws Exception {
    serve(request -> Response.text(request.text() + request.headers().elements("Accept")));
    WireClient client = connect();
    String post = "POST / HTTP/1.1\r\nHost: a\r\n";
    client
        .send(post + "Expect: ,\t, 100-continue,\r\nContent-Length: 2\r\n\r\n")
        .expectInterim(100);
    client.send("hi").expectResponse(200, "hi[]");
    client.send(post + "Expect: , ,\r\nContent-Length: 2\r\n\r\nho").expectResponse(200, "ho[]");
    client
        .send(post + "Transfer-Encoding: , chunked ,,\r\n\r\n2\r\nhu\r\n0\r\n\r\n")
        .expectResponse(200, "hu[]");
    client
        .send("GET / HTTP/1.1\r\nHost: a\r\nAccept: ,a/b,,\r\nAccept:\r\nAccept: , c/d\r\n\r\n")
        .expectResponse(200, "[a/b, c/d]");
  }

  @Test
  @Covers("9110-5.6.1.2-1")
  void many_empty_elements_are_no_burden() throws Exception {
    serveOk();
    String commas = "Connection: " + ",".repeat(50_000) + "\r\n";
    WireClient client = connect();
    for (int i = 0; i < 50; i++) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + commas + "\r\n").expectResponse(200, "ok");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "foo,bar;[foo, bar]", "foo ,bar,;[foo, bar]", "foo , ,bar,charlie;[foo, bar, charlie]",
        "\\tfoo\\t,\\tbar\\t;[foo, bar]", "a,\"b,c\",d;[a, \"b,c\", d]",
            "\"a\\\\\",b\",c;[\"a\\\",b\", c]",
        ",;[]", ",\\s,;[]", "a b , c;[a b, c]"
      })
  @Covers("9110-5.6.1.2-2")
  void a_list_is_understood_with_blanks_and_spare_commas_anywhere(String value, String elements)
      throws Exception {
    serve(request -> Response.text(request.headers().elements("Example-List").toString()));
    String line = "Example-List: " + Wire.unescape(value) + "\r\n";
    assertThat(get("/", line).text()).isEqualTo(elements);
  }

  private static List<Integer> octetsOfNoToken() {
    return IntStream.range(0x00, 0x100)
        .filter(
            o -> !(o < 0x80 && (Character.isLetterOrDigit(o) || "!#$%&'*+-.^_`|~".indexOf(o) >= 0)))
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("octetsOfNoToken")
  @Covers({"9110-5.6.2-1", "9110-9.1-1"})
  void a_method_with_an_octet_of_no_token_is_refused(int octet) throws Exception {
    serveOk();
    refuses(400, "GE" + (char) octet + "T / HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @Test
  @Covers("9110-5.6.2-1")
  void a_method_may_have_every_octet_of_a_token() throws Exception {
    serve(request -> Response.text(request.method().name()));
    String odd = "!#$%&'*+-.^_`|~09azAZ";
    assertThat(ask(odd + " / HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo(odd);
    assertThat(new HttpMethod(odd).name()).isEqualTo(odd);
  }

  @Test
  @Covers("9110-5.6.3-5")
  void bad_whitespace_is_taken_where_the_grammar_has_it() throws Exception {
    serve(request -> Response.text(request.text()));
    String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (String extension :
        List.of(" ; a = b", "\t;\ta\t=\tb", ";a =b", "; a", " ;a= \"b ; c\" ;d")) {
      assertThat(ask(head + "2" + extension + "\r\nhi\r\n0" + extension + "\r\n\r\n").text())
          .as("%s", Wire.escape(extension))
          .isEqualTo("hi");
    }
  }

  private static Response text(Request request) throws Exception {
    return Response.text(request.text());
  }

  private String latin(String contentType) {
    WireResponse response =
        ask(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: "
                + contentType
                + "\r\nContent-Length: 1\r\n\r\n\u00E9");
    assertThat(response.status()).as("%s", contentType).isEqualTo(200);
    return response.text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain; charset=\"iso\\-8859\\-1\"", "text/plain; charset=\"\\i\\s\\o-8859-1\"",
        "text/plain; x=\"a\\\"; charset=utf-8\"; charset=iso-8859-1",
            "text/plain; x=\"\\\\\"; charset=iso-8859-1"
      })
  @Covers("9110-5.6.4-1")
  void a_quoted_pair_stands_for_its_second_octet(String contentType) throws Exception {
    serve(Rfc9110SyntaxTest::text);
    assertThat(latin(contentType)).isEqualTo("\u00E9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain;charset=iso-8859-1",
        "text/plain; charset=iso-8859-1",
        "text/plain \t;\t charset=iso-8859-1",
        "text/plain; CHARSET=iso-8859-1",
        "text/plain; Charset=ISO-8859-1",
        "text/plain; charset=\"iso-8859-1\"",
        "text/plain; charset=\"ISO-8859-1\"; x=y",
        "text/plain; x=y; charset=iso-8859-1",
        "text/plain;; charset=iso-8859-1;",
        "text/plain; x=\";charset=utf-8\"; charset=iso-8859-1",
        "text/plain; xcharset=utf-8; charset=iso-8859-1",
        "TEXT/Plain; charset=latin1"
      })
  @Covers({"9110-5.6.6-1", "9110-8.3.1-1"})
  void the_charset_is_found_however_it_is_spelled(String contentType) throws Exception {
    serve(Rfc9110SyntaxTest::text);
    assertThat(latin(contentType)).isEqualTo("\u00E9");
  }

  @Test
  @Covers({"9110-5.6.7-2", "9110-5.6.7-3", "9110-6.6.1-1"})
  void dates_are_sent_in_the_fixed_format_and_are_right() throws Exception {
    serveOk();
    DateTimeFormatter fixed =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    for (String request :
        List.of(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.0\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n")) {
      Instant before = Instant.now();
      String date = ask(request).header("Date");
      Instant after = Instant.now();
      assertThat(date)
          .hasSize(29)
          .matches("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT");
      Instant sent = Instant.from(fixed.parse(date));
      assertThat(fixed.format(sent)).isEqualTo(date); // the day of the week is the one of that day
      assertThat(sent).isBetween(before.minusSeconds(2), after);
    }
  }
}
