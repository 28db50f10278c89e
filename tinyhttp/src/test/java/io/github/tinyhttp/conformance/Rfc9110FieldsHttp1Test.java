package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §5 where HTTP/1.1 has its own way: lines, and heads that are not complete.
class Rfc9110FieldsHttp1Test extends OnTheWire {
  @ParameterizedTest
  @ValueSource(
      strings = {
        ": v",
        "X",
        "X v",
        "X : v",
        "X\t: v",
        " X: v",
        "\tX: v",
        "X: v\r\n : w",
        "Host : b"
      })
  @Covers("9110-5.1-1")
  void a_line_without_a_proper_name_is_refused(String line) throws Exception {
    serveOk();
    refuses(400, "GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n");
  }

  @Test
  @Covers("9110-5.1-2")
  void field_names_have_no_case() throws Exception {
    serve(
        request ->
            Response.text(
                request.header("x-ONE").get()
                    + request.headers().first("X-oNE").get()
                    + request.authority().get()
                    + request.text()));
    WireResponse response =
        ask(
            "POST / HTTP/1.1\r\n"
                + "hOsT: b\r\n"
                + "X-OnE: 1\r\n"
                + "content-LENGTH: 2\r\n"
                + "CONNECTION: Close\r\n\r\n"
                + "hi");
    assertThat(response.text()).isEqualTo("11bhi");
    assertThat(response.announcesClose()).isTrue();
  }

  @Test
  @Covers("9110-5.3-3")
  void nothing_is_done_before_the_header_section_is_complete() throws Exception {
    serveOk();
    WireClient client = connect();
    for (String part :
        List.of("DELETE /it HTTP/1.1\r\n", "Host: a\r\n", "If-Match: \"x\"\r\n", "\r")) {
      client.send(part).expectIdle(barrier());
      assertThat(handled).isEmpty();
    }
    client.send("\n").expectResponse(200, "ok");
    assertThat(handled).containsExactly("/it");
  }

  @ParameterizedTest
  @CsvSource({
    "one line, 1, 2000",
    "several lines, 20, 100",
    "many lines, 21, 1",
    "one long name, 0, 2000"
  })
  @Covers({"9110-5.4-1", "9110-17.5-1"})
  void fields_over_the_limits_get_431(String what, int lines, int length) throws Exception {
    Limits limits = Limits.defaults().withRequestLine(512).withHead(1_024).withFields(20);
    serve(_ -> Response.text("ok"), builder -> builder.limits(limits));
    String line = lines == 0 ? "X".repeat(length) + ": v\r\n" : "X: " + "v".repeat(length) + "\r\n";
    refuses(431, "GET / HTTP/1.1\r\nHost: a\r\n" + line.repeat(Math.max(1, lines)) + "\r\n");
    WireResponse unfinished = ask("GET / HTTP/1.1\r\nHost: a\r\nX: " + "v".repeat(2_000));
    assertThat(unfinished.status()).as(what).isEqualTo(431);
    assertThat(get("/", "X: v\r\n".repeat(19)).status()).isEqualTo(200);
  }

  @Test
  @Covers("9110-17.5-1")
  void a_target_over_the_limit_gets_414() throws Exception {
    serve(
        _ -> Response.text("ok"),
        builder -> builder.limits(Limits.defaults().withRequestLine(512)));
    refuses(414, "GET /" + "x".repeat(600) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(ask("GET /" + "x".repeat(600)).status()).isEqualTo(414);
    assertThat(get("/" + "x".repeat(400), "").status()).isEqualTo(200);
  }

  @Test
  @Covers("9110-17.5-1")
  void content_over_the_limit_gets_413_from_a_response_that_reads_it_too() throws Exception {
    serve(
        request -> Response.stream(out -> out.write(request.bytes())),
        builder -> builder.limits(Limits.defaults().withBody(10)));
    WireResponse response =
        ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n0123456789x");
    assertThat(response.status()).isEqualTo(413);
    assertThat(response.announcesClose()).isTrue();
  }
}
