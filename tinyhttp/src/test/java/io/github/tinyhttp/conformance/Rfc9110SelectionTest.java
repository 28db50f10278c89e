package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Validators;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §12 to §14: negotiation, conditions and ranges, as far as they concern a server that
/// leaves them to the application.
class Rfc9110SelectionTest extends OnEachVersion {
  private static final String WHOLE = "0123456789";

  /// Content that the library knows nothing about, neither length nor validators.
  private static Response whole(Request request) throws IOException {
    request.bytes();
    return Response.stream(out -> out.write(WHOLE.getBytes(UTF_8)));
  }

  private static void expectWhole(WireResponse response) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo(WHOLE);
    assertThat(response.has("Content-Range")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "br, zstd;q=0.5",
        "gzip;q=0",
        "identity;q=0.5, gzip;q=0",
        "x-unheard-of",
        "",
        "compress, deflate;q=0"
      })
  @Covers("9110-12.5.3-1")
  void content_goes_without_a_coding_where_none_is_available(String accepted) throws Exception {
    serve(Rfc9110SelectionTest::whole);
    WireResponse response = get("/", "Accept-Encoding: " + accepted + "\r\n");
    expectWhole(response);
    assertThat(response.has("Content-Encoding")).isFalse();
  }

  @Test
  @Covers("9110-12.5.3-2")
  void a_415_for_an_unknown_charset_says_nothing_of_codings() throws Exception {
    serve(request -> Response.text(request.text()));
    WireResponse response =
        ask(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain; charset=unheard-of\r\n"
                + "Content-Length: 2\r\n\r\nhi");
    assertThat(response.status()).isEqualTo(415);
    assertThat(response.has("Accept-Encoding")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "W/\"x\"", "Tue, 15 Nov 1994 08:12:31 GMT", "nonsense", ""})
  @Covers("9110-13.1.5-2")
  void if_range_without_range_is_ignored(String value) throws Exception {
    serve(Rfc9110SelectionTest::whole);
    expectWhole(get("/", "If-Range: " + value + "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "W/\"x\"", "Tue, 15 Nov 1994 08:12:31 GMT", "nonsense"})
  @Covers("9110-13.1.5-3")
  void if_range_is_ignored_for_content_without_ranges(String value) throws Exception {
    serve(Rfc9110SelectionTest::whole);
    expectWhole(get("/", "Range: bytes=0-1\r\nIf-Range: " + value + "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "If-None-Match: *",
        "If-None-Match: \"x\"",
        "If-Match: \"nothing\"",
        "If-Match: *",
        "If-Modified-Since: Fri, 31 Dec 2100 23:59:59 GMT",
        "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"
      })
  @Covers("9110-13.2.1-2")
  void conditions_do_not_change_a_response_that_is_no_success(String condition) throws Exception {
    serve(
        request ->
            Response.text("as it is")
                .withStatus(Integer.parseInt(request.path().substring(1)))
                .withHeader("ETag", "\"x\"")
                .withHeader("Last-Modified", "Tue, 15 Nov 1994 08:12:31 GMT"));
    for (int status : new int[] {301, 303, 400, 401, 403, 404, 410, 500, 503}) {
      WireResponse response = get("/" + status, condition + "\r\n");
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.text()).isEqualTo("as it is");
    }
  }

  @Test
  @Covers("9110-13.2.1-5")
  void conditions_are_ignored_with_methods_that_select_nothing() throws Exception {
    Validators known = Validators.of(EntityTag.strong("x"));
    serve(
        request ->
            request
                .precondition(known)
                .orElse(Response.text("ok").withETag(EntityTag.strong("x")).withStatus(202)),
        builder -> builder.handleMethods(HttpMethod.CONNECT, HttpMethod.TRACE));
    for (String condition :
        List.of("If-None-Match: *", "If-None-Match: \"x\"", "If-Match: \"y\"")) {
      for (String start : List.of("OPTIONS /", "TRACE /", "CONNECT a:80")) {
        WireResponse response = ask(start + " HTTP/1.1\r\nHost: a\r\n" + condition + "\r\n\r\n");
        assertThat(response.status()).as("%s with %s", start, condition).isEqualTo(202);
      }
      int otherwise = condition.startsWith("If-Match") ? 412 : 304;
      assertThat(get("/", condition + "\r\n").status()).as(condition).isEqualTo(otherwise);
      WireResponse response = ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n" + condition + "\r\n\r\n");
      assertThat(response.status()).isEqualTo(204);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "FOO"})
  @Covers("9110-14.2-1")
  void range_is_ignored_with_methods_other_than_get(String method) throws Exception {
    serve(request -> request.path().equals("/text") ? Response.text(WHOLE) : whole(request));
    for (String path : List.of("/", "/text")) {
      expectWhole(ask(method + " " + path + " HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n"));
      expectWhole(ask(method + " " + path + " HTTP/1.1\r\nHost: a\r\nRange: bytes=50-60\r\n\r\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lines=1-2", "bytesx=0-1", "x=0-1", "seconds=5", "byte=0-1"})
  @Covers("9110-14.2-2")
  void range_of_an_unknown_unit_is_ignored(String range) throws Exception {
    serve(request -> request.path().equals("/text") ? Response.text(WHOLE) : whole(request));
    expectWhole(get("/", "Range: " + range + "\r\n"));
    expectWhole(get("/text", "Range: " + range + "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=0-1",
        "bytes=-1",
        "bytes=5-",
        "bytes=50-60",
        "bytes=2-1",
        "bytes=",
        "bytes",
        "nonsense",
        "bytes=a-b",
        "bytes=0-0,2-2",
        "bytes=0-99999999999999999999",
        "bytes=99999999999999999999-"
      })
  @Covers("9110-14.2-7")
  void a_range_of_content_without_ranges_gets_the_whole(String range) throws Exception {
    serve(Rfc9110SelectionTest::whole);
    expectWhole(get("/", "Range: " + range + "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "DELETE", "OPTIONS", "FOO"})
  @Covers("9110-14.4-3")
  void content_range_is_ignored_with_methods_it_is_not_defined_for(String method) throws Exception {
    serve(request -> Response.text(request.text()));
    for (String range : List.of("bytes 0-1/10", "bytes */10", "nonsense")) {
      WireResponse response =
          ask(
              method
                  + " / HTTP/1.1\r\nHost: a\r\nContent-Range: "
                  + range
                  + "\r\nContent-Length: 2\r\n\r\nhi");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).isEqualTo("hi");
    }
  }
}
