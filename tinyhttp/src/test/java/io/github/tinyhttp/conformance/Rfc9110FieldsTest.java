package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §5.1 to §5.5, and what §17 adds: names, lines, order, limits and values of fields.
class Rfc9110FieldsTest extends OnEachVersion {
  private static final String TCHARS =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /// Responds with the octets of the field `X`, or `none`.
  private void serveX() throws IOException {
    serve(request -> Response.bytes(request.header("X").orElse("none").getBytes(ISO_8859_1)));
  }

  private String x(String line) {
    WireResponse response = get("/", line + "\r\n");
    assertThat(response.status()).as("%s for %s", response, Wire.escape(line)).isEqualTo(200);
    return Wire.text(response.body());
  }

  private static List<Integer> octetsOfNoToken() {
    return IntStream.range(0, 256)
        .filter(octet -> TCHARS.indexOf(octet) < 0 && octet != ':')
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("octetsOfNoToken")
  @Covers({"9110-5.1-1", "9110-5.6.2-1"})
  void a_field_name_with_another_octet_is_refused(int octet) throws Exception {
    serveOk();
    refuses(400, "GET / HTTP/1.1\r\nHost: a\r\nX" + (char) octet + "Y: v\r\n\r\n");
    refuses(400, "GET / HTTP/1.1\r\nHost: a\r\n" + (char) octet + "Y: v\r\n\r\n");
    refuses(400, "GET / HTTP/1.1\r\nHost: a\r\nX" + (char) octet + ": v\r\n\r\n");
  }

  @Test
  @Covers({"9110-5.1-1", "9110-5.6.2-1"})
  void a_field_name_may_have_every_octet_of_a_token() throws Exception {
    serve(request -> Response.text(request.headers().first(TCHARS).orElse("none")));
    assertThat(x(TCHARS + ": v")).isEqualTo("v");
    for (int i = 0; i < TCHARS.length(); i++) {
      assertThat(get("/", TCHARS.charAt(i) + ": v\r\n").status()).isEqualTo(200);
    }
  }

  @Test
  @Covers("9110-5.1-4")
  void unknown_fields_change_nothing() throws Exception {
    serve(request -> Response.text(request.text() + request.header("Unheard-Of").orElse("-")));
    String head = "POST / HTTP/1.1\r\nHost: a\r\nUnheard-Of: x\r\nX-Transfer-Encoding: gzip\r\n";
    Conversation client = converse();
    client.send(head + "Content-Length: 2\r\n\r\nhi").expectResponse(200, "hix");
    client
        .send(
            head
                + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nUnheard-Of: y\r\nZ: z\r\n\r\n")
        .expectResponse(200, "hix");
    client.send(head + "Content-Length: 0\r\n\r\n").expectResponse(200, "x");
  }

  @Test
  @Covers("9110-5.2-1")
  void lines_of_one_name_make_one_value_in_their_order() throws Exception {
    serve(
        request ->
            Response.text(
                request.headers().combined("Example-Field").get()
                    + "; "
                    + request.headers().elements("example-field")
                    + "; "
                    + request.headers().all("EXAMPLE-FIELD")));
    String fields = "Example-Field: Foo, Bar\r\nOther: x\r\nexample-field: Baz\r\n";
    assertThat(get("/", fields).text())
        .isEqualTo("Foo, Bar, Baz; [Foo, Bar, Baz]; [Foo, Bar, Baz]");
  }

  @Test
  @Covers("9110-5.3-2")
  void a_field_that_is_no_list_is_sent_once() throws Exception {
    serve(
        request ->
            Response.html("x")
                .withHeader("Date", "Tue, 15 Nov 1994 08:12:31 GMT")
                .withHeader("Server", "of the application")
                .withHeader("content-type", "text/x")
                .withHeader("Location", "/a")
                .withHeader("location", "/b"),
        builder ->
            builder.options(
                ServerOptions.defaults().withHosts("*").withName("of the options").withLoops(1)));
    for (String method : List.of("GET", "HEAD", "POST")) {
      WireResponse response = ask(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      assertThat(response.all("Date")).hasSize(1);
      assertThat(response.all("Server")).containsExactly("of the application");
      assertThat(response.all("Content-Type")).containsExactly("text/x");
      assertThat(response.all("Content-Length")).containsExactly("1");
      assertThat(response.all("Location")).containsExactly("/b");
    }
  }

  @Test
  @Covers("9110-17.5-1")
  void content_over_the_limit_gets_413() throws Exception {
    serve(
        request -> Response.text(request.text()),
        builder -> builder.limits(Limits.defaults().withBody(10)));
    String sized = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ";
    assertThat(ask(sized + "10\r\n\r\n0123456789").text()).isEqualTo("0123456789");
    assertThat(ask(sized + "11\r\n\r\n0123456789x").status()).isEqualTo(413);
    assertThat(ask(sized + "99999999999\r\n\r\n0123456789x").status()).isEqualTo(413);
    String chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(ask(chunked + "5\r\n01234\r\n6\r\n56789x\r\n0\r\n\r\n").status()).isEqualTo(413);
    assertThat(handled).hasSize(4);
  }

  @Test
  @Covers({"9110-5.5-1", "9110-5.5-4"})
  void a_value_may_have_every_visible_octet_blank_tab_and_obs_text() throws Exception {
    serveX();
    StringBuilder all = new StringBuilder("<\t ");
    for (int octet = 0x20; octet < 0x100; octet++) {
      if (octet != 0x7F) {
        all.append((char) octet);
      }
    }
    String value = all.append(">").toString();
    assertThat(x("X: " + value)).isEqualTo(value);
    for (int octet = 0x21; octet < 0x100; octet++) {
      if (octet != 0x7F) {
        assertThat(x("X: " + (char) octet)).isEqualTo("" + (char) octet);
      }
    }
  }

  @Test
  @Covers("9110-5.5-4")
  void obs_text_goes_out_as_it_came_in() throws Exception {
    serve(request -> Response.text("ok").withHeader("X-Echo", request.header("X").get()));
    String value = "caf\u00C3\u00A9 \u0080\u00FF \u00E9";
    assertThat(get("/", "X: " + value + "\r\n").header("X-Echo")).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "X:v, v",
        "X: v, v",
        "X:    v, v",
        "X:\\tv, v",
        "X:\\t \\tv, v",
        "X: v\\s, v",
        "X: v\\t, v",
        "X: v \\t\\s, v",
        "X: v  w\\tz\\s, v  w\\tz",
        "X:, ``",
        "X:\\s, ``",
        "X: \\t\\s, ``",
        "X:::, ::"
      })
  @Covers("9110-5.5-2")
  void blanks_around_a_value_are_not_part_of_it(String line, String value) throws Exception {
    serveX();
    assertThat(x(Wire.unescape(line))).isEqualTo(Wire.unescape(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: a\\rb",
        "X: a\\nb",
        "X: a\\x00b",
        "X: \\rb",
        "X: \\nb",
        "X: \\x00b",
        "X: a\\r",
        "X: a\\n",
        "X: a\\x00",
        "X: a\\n\\r",
        "X: a\\r\\r",
        "X: a\\rY: b",
        "X: a\\nY: b",
        "X:\\x00",
        "X: \"\\x00\"",
        "X: a\\n\\nGET / HTTP/1.1"
      })
  @Covers("9110-5.5-5")
  void cr_lf_or_nul_in_a_value_is_refused(String line) throws Exception {
    serveOk();
    refuses(400, "GET / HTTP/1.1\r\nHost: a\r\n" + Wire.unescape(line) + "\r\n\r\n");
  }

  private static List<Integer> otherControls() {
    return IntStream.range(0, 0x80)
        .filter(octet -> octet < 0x20 || octet == 0x7F)
        .filter(octet -> "\0\t\r\n".indexOf(octet) < 0)
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("otherControls")
  @Covers("9110-5.5-6")
  void the_other_controls_in_a_value_are_refused(int octet) throws Exception {
    serveOk();
    refuses(400, "GET / HTTP/1.1\r\nHost: a\r\nX: a" + (char) octet + "b\r\n\r\n");
    refuses(400, "GET / HTTP/1.1\r\nHost: a\r\nX: " + (char) octet + "\r\n\r\n");
    refuses(400, "GET / HTTP/1.1\r\nHost: a" + (char) octet + "\r\n\r\n");
  }

  @Test
  @Covers("9110-17.10-1")
  void a_name_that_only_looks_like_a_framing_field_frames_nothing() throws Exception {
    serve(request -> Response.text(request.text() + request.trailers()));
    for (String name :
        List.of(
            "Transfer_Encoding", "Transfer.Encoding", "TransferEncoding", "X-Transfer-Encoding")) {
      Conversation client = converse();
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\n"
              + name
              + ": chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n");
      client.expectResponse(200, "0\r\n\r\n[]");
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent_Length: 5\r\nContent-Length_: 6\r\n\r\n");
      client.expectResponse(200, "[]");
    }
  }
}
