package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.ServerOptions.DaemonThreads;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The small values of the front door.
class ValuesTest {
  private static void isRefused(Runnable making) {
    assertThatThrownBy(making::run).isInstanceOf(IllegalArgumentException.class);
  }

  @Nested
  class A_method {
    @Test
    void is_one_of_the_known_or_any_token() {
      for (HttpMethod known :
          List.of(
              HttpMethod.GET,
              HttpMethod.HEAD,
              HttpMethod.POST,
              HttpMethod.PUT,
              HttpMethod.DELETE,
              HttpMethod.CONNECT)) {
        assertThat(HttpMethod.of(known.name())).isSameAs(known).hasToString(known.name());
      }
      assertThat(HttpMethod.of("PURGE")).isEqualTo(new HttpMethod("PURGE"));
      assertThat(HttpMethod.of("get")).isNotEqualTo(HttpMethod.GET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G T", "G(T", "GET\r", "\u00C9"})
    void is_a_token(String name) {
      isRefused(() -> HttpMethod.of(name));
    }

    @Test
    void is_safe_or_idempotent_as_rfc_9110_says() {
      assertThat(List.of("GET", "HEAD", "OPTIONS", "TRACE"))
          .allMatch(name -> HttpMethod.of(name).isSafe() && HttpMethod.of(name).isIdempotent());
      assertThat(List.of("PUT", "DELETE"))
          .allMatch(name -> !HttpMethod.of(name).isSafe() && HttpMethod.of(name).isIdempotent());
      assertThat(List.of("POST", "PATCH", "CONNECT", "PURGE"))
          .noneMatch(name -> HttpMethod.of(name).isSafe() || HttpMethod.of(name).isIdempotent());
    }
  }

  @Nested
  class A_status {
    @Test
    void is_from_100_to_599() {
      assertThat(new Status(100).code()).isEqualTo(100);
      assertThat(new Status(599)).hasToString("599");
      for (int code : new int[] {-1, 0, 99, 600, 70_000}) {
        isRefused(() -> new Status(code));
      }
    }

    @Test
    void has_the_reason_of_the_registry() {
      assertThat(new Status(404)).hasToString("404 Not Found");
      assertThat(new Status(413).reason()).isEqualTo("Content Too Large");
      assertThat(new Status(422).reason()).isEqualTo("Unprocessable Content");
      assertThat(new Status(418).reason()).isEmpty();
      for (int code = 100; code < 600; code++) {
        assertThat(new Status(code).reason()).matches("[A-Za-z -]*");
      }
    }

    @Test
    void is_of_a_class() {
      assertThat(new Status(103).isInterim()).isTrue();
      assertThat(new Status(200).isInterim()).isFalse();
      assertThat(new Status(299).isSuccess()).isTrue();
      assertThat(new Status(300).isSuccess()).isFalse();
      assertThat(new Status(399).isRedirection()).isTrue();
      assertThat(new Status(400).isError()).isTrue();
      assertThat(new Status(599).isError()).isTrue();
    }
  }

  @Nested
  class Limits_and_timeouts {
    @Test
    void change_one_at_a_time() {
      Limits limits = Limits.defaults();
      assertThat(limits.withRequestLine(1).requestLine()).isEqualTo(1);
      assertThat(limits.withRequestLine(1 << 20).head()).isEqualTo(1 << 20);
      assertThat(limits.withHead(10).requestLine()).isEqualTo(10);
      assertThat(limits.withFields(1).fields()).isEqualTo(1);
      assertThat(limits.withBody(1).body()).isEqualTo(1);
      assertThat(limits.withSmallBody(0).smallBody()).isZero();
      assertThat(limits.withPipelined(1).pipelined()).isEqualTo(1);
      assertThat(limits.withConnections(1).connections()).isEqualTo(1);
      assertThat(limits.withBody(1).withBody(limits.body())).isEqualTo(limits);
      assertThat(Timeouts.defaults().withGrace(Duration.ZERO).grace()).isZero();
    }

    @Test
    void refuse_bounds_that_let_nothing_in() {
      Limits limits = Limits.defaults();
      isRefused(() -> limits.withRequestLine(0));
      isRefused(() -> limits.withHead(0));
      isRefused(() -> limits.withFields(0));
      isRefused(() -> limits.withBody(0));
      isRefused(() -> limits.withSmallBody(-1));
      isRefused(() -> limits.withSmallBody(Integer.MAX_VALUE));
      isRefused(() -> limits.withPipelined(0));
      isRefused(() -> limits.withConnections(-1));
    }

    @Test
    void refuse_times_that_end_before_they_begin_or_never() {
      Timeouts times = Timeouts.defaults();
      List<UnaryOperator<Duration>> bad =
          List.of(_ -> Duration.ofNanos(-1), _ -> Duration.ofDays(400));
      for (UnaryOperator<Duration> change : bad) {
        Duration time = change.apply(Duration.ZERO);
        isRefused(() -> times.withHead(time));
        isRefused(() -> times.withProgress(time));
        isRefused(() -> times.withIdle(time));
        isRefused(() -> times.withLinger(time));
        isRefused(() -> times.withResponse(time));
        isRefused(() -> times.withGrace(time));
      }
      isRefused(() -> times.withHead(Duration.ZERO));
      isRefused(() -> times.withIdle(Duration.ZERO));
    }

    @Test
    void of_a_response_are_there_or_not() {
      Timeouts times = Timeouts.defaults();
      assertThat(times.response()).isEmpty();
      Timeouts bounded = times.withResponse(Duration.ofSeconds(3));
      assertThat(bounded.response()).hasValue(Duration.ofSeconds(3));
      assertThat(bounded.withoutResponseLimit()).isEqualTo(times);
      isRefused(() -> times.withResponse(Duration.ZERO));
    }

    @Test
    void a_request_line_fits_a_head() {
      Limits limits = Limits.defaults().withHead(10).withRequestLine(11);
      assertThat(limits.head()).isEqualTo(11);
      assertThat(limits.withHead(9).requestLine()).isEqualTo(9);
    }

    @Test
    void name_what_they_refuse() {
      assertThatThrownBy(() -> Limits.defaults().withFields(-2))
          .hasMessage("Limits.fields must be positive, not -2");
      assertThatThrownBy(() -> Timeouts.defaults().withIdle(Duration.ZERO))
          .hasMessage("Timeouts.idle must be positive and at most a year, not PT0S");
      assertThatThrownBy(() -> FormLimits.defaults().withHead(2 << 20))
          .hasMessage("FormLimits.head must be at most 1048576, not 2097152");
      assertThatThrownBy(() -> Compression.defaults().withLevel(10))
          .hasMessage("Compression.level must be from 1 to 9, not 10");
      assertThatThrownBy(() -> ServerOptions.defaults().withLoops(0))
          .hasMessage("ServerOptions.loops must be positive, not 0");
    }

    @Test
    void are_equal_if_each_option_is() {
      assertThat(Limits.defaults().withBody(1)).isNotEqualTo(Limits.defaults());
      assertThat(Timeouts.defaults().withIdle(Duration.ofSeconds(75)))
          .isEqualTo(Timeouts.defaults())
          .hasSameHashCodeAs(Timeouts.defaults());
      assertThat(Timeouts.defaults().withIdle(Duration.ofSeconds(1)))
          .isNotEqualTo(Timeouts.defaults());
      assertThat(Compression.defaults()).isEqualTo(Compression.defaults());
      assertThat(Compression.defaults().withLevel(1)).isNotEqualTo(Compression.defaults());
      assertThat(ServerOptions.defaults())
          .isEqualTo(ServerOptions.defaults())
          .isNotEqualTo(ServerOptions.defaults().withName("x"));
      assertThat(Limits.defaults().withRequests(9).withMemory(1_000))
          .hasToString(
              "Limits{requestLine=16384, head=65536, fields=200, body=8388608, smallBody=65536, "
                  + "pipelined=64, streams=100, connections=2147483647, "
                  + "connectionsPerClient=2147483647, requests=9, memory=1000, "
                  + "memoryPerConnection=1000}");
    }

    @Test
    void are_part_of_the_options() {
      ServerOptions options = ServerOptions.defaults();
      assertThat(options.withLoops(3).loops()).isEqualTo(3);
      assertThat(options.withDaemonThreads(DaemonThreads.ALWAYS).daemonThreads())
          .isEqualTo(DaemonThreads.ALWAYS);
      assertThat(options.withName("x").name()).hasValue("x");
      isRefused(() -> options.withLoops(0));
      isRefused(() -> options.withName("a\r\nb"));
    }
  }

  @Nested
  class A_response {
    private static String contentOf(Response response) throws Exception {
      var out = new ByteArrayOutputStream();
      response.body().writeTo(out);
      return out.toString(StandardCharsets.UTF_8);
    }

    private static String typeOf(Response response) {
      return response.headers().first("Content-Type").orElse("none");
    }

    @Test
    void of_text_says_its_charset() throws Exception {
      assertThat(typeOf(Response.text("é"))).isEqualTo("text/plain; charset=utf-8");
      assertThat(typeOf(Response.html("é"))).isEqualTo("text/html; charset=utf-8");
      assertThat(typeOf(Response.json("{}"))).isEqualTo("application/json");
      assertThat(contentOf(Response.html("é"))).isEqualTo("é");
      assertThat(Response.text("é").body().length()).hasValue(2);
    }

    @Test
    void of_any_status_has_content_of_any_type() throws Exception {
      Response problem = Response.of(409, "application/problem+json", "{\"title\": \"é\"}");
      assertThat(problem.status().code()).isEqualTo(409);
      assertThat(typeOf(problem)).isEqualTo("application/problem+json");
      assertThat(contentOf(problem)).isEqualTo("{\"title\": \"é\"}");
      Response latin = Response.of(200, "text/plain; charset=windows-1252", "€ ж");
      assertThat(latin.body().bytes()).containsExactly(0x80, ' ', '?');
      Response bytes = Response.of(404, "image/png", Body.of(new byte[] {1}));
      assertThat(bytes.body().bytes()).containsExactly(1);
      assertThat(Body.of("表", Charset.forName("Shift_JIS")).bytes()).containsExactly(0x95, 0x5C);
      isRefused(() -> Response.of(100, "text/plain", ""));
      isRefused(() -> Response.of(200, "text", ""));
      isRefused(() -> Response.of(200, "text/plain; charset=none", ""));
    }

    @Test
    void never_changes() {
      Response first = Response.text("a");
      Response second = first.withStatus(404).withHeader("X", "1").withAddedHeader("X", "2");
      assertThat(first.status()).isEqualTo(Status.OK);
      assertThat(first.headers().contains("X")).isFalse();
      assertThat(second.headers().all("x")).containsExactly("1", "2");
      assertThat(second.withoutHeader("x").headers().contains("X")).isFalse();
      assertThat(second.withConnectionClose().closesConnection()).isTrue();
      assertThat(second.closesConnection()).isFalse();
      assertThat(second.withHeader("x", "3").headers().all("X")).containsExactly("3");
    }

    @Test
    void of_bytes_of_json_is_not_copied() throws Exception {
      Response response = Response.json("{\"a\": \"é\"}".getBytes(StandardCharsets.UTF_8));
      assertThat(typeOf(response)).isEqualTo("application/json");
      assertThat(contentOf(response)).isEqualTo("{\"a\": \"é\"}");
    }

    @Test
    void of_an_error_says_what_is_wrong() throws Exception {
      Response error = Response.error(404, "no such note: é");
      assertThat(error.status()).isEqualTo(Status.NOT_FOUND);
      assertThat(typeOf(error)).isEqualTo("text/plain; charset=utf-8");
      assertThat(contentOf(error)).isEqualTo("no such note: é");
      assertThat(Response.error(599, "").status().code()).isEqualTo(599);
      for (int code : new int[] {200, 302, 399, 600}) {
        isRefused(() -> Response.error(code, ""));
      }
    }

    @Test
    void has_the_type_one_gives() {
      assertThat(typeOf(Response.text("a,b").withType("text/csv"))).isEqualTo("text/csv");
      MediaType type = MediaType.parse("text/csv; charset=utf-8").orElseThrow();
      assertThat(typeOf(Response.bytes(new byte[0]).withType(type)))
          .isEqualTo("text/csv; charset=utf-8");
      isRefused(() -> Response.text("").withType("csv"));
      isRefused(() -> Response.text("").withType("text/csv\r\nX: y"));
    }

    @Test
    void has_the_fields_one_gives_in_place_of_all_others() {
      Response response = Response.text("").withHeaders(Headers.of("A", "1", "a", "2"));
      assertThat(response.headers()).isEqualTo(Headers.of("A", "1", "a", "2"));
      assertThat(response.withHeaders(Headers.empty()).headers()).isEmpty();
      isRefused(() -> Response.text("").withHeaders(Headers.of("Content-Length", "1")));
      isRefused(() -> Response.text("").withHeaders(Headers.of("A", "1", "connection", "close")));
      isRefused(() -> Response.text("").withHeaders(Headers.of("ETag", "\"a\"", "etag", "\"b\"")));
    }

    @Test
    void that_was_given_already_does_not_change() throws Exception {
      Response handled = Response.handled();
      assertThat(handled).isSameAs(Response.handled());
      assertThat(handled.isHandled()).isTrue();
      assertThat(handled.status()).isEqualTo(Status.OK);
      assertThat(handled.headers()).isEmpty();
      assertThat(handled.body().length()).hasValue(0);
      assertThat(
              handled
                  .withStatus(404)
                  .withHeader("A", "1")
                  .withBody(Body.of(new byte[1]))
                  .withTrailers(Headers.of("B", "2"))
                  .withConnectionClose()
                  .withCompression(Compression.Use.NEVER))
          .isSameAs(handled);
      assertThat(Response.status(200).isHandled()).isFalse();
    }

    @Test
    void has_a_final_status() {
      for (int code : new int[] {0, 100, 103, 199, 1_000}) {
        isRefused(() -> Response.status(code));
        isRefused(() -> Response.text("").withStatus(code));
      }
      assertThat(Response.empty().status()).isEqualTo(Status.NO_CONTENT);
    }

    @Test
    void says_one_thing_once() {
      Response page = Response.html("").withETag(EntityTag.strong("a"));
      assertThatThrownBy(() -> page.withAddedHeader("content-type", "text/plain"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "there is a content-type already; withHeader() puts another one in its place");
      isRefused(() -> page.withAddedHeader("ETag", "\"b\""));
      assertThat(
              page.withAddedHeader("Vary", "a").withAddedHeader("Vary", "b").headers().all("Vary"))
          .hasSize(2);
      isRefused(
          () -> new HttpException(503, "", Headers.of("Retry-After", "1", "retry-after", "2")));
    }

    @Test
    void redirects_to_a_reference() {
      Response redirect = Response.redirect("/é?a=b");
      assertThat(redirect.status().code()).isEqualTo(303);
      assertThat(redirect.headers().first("Location")).hasValue("/%C3%A9?a=b");
      isRefused(() -> Response.redirect("/a\r\nSet-Cookie: x"));
      isRefused(() -> Response.redirect("/\ud800"));
    }

    /// Two names for a person, two files for a machine: é as one character, and as e with an
    /// accent.
    @Test
    void does_not_change_the_characters_of_a_reference() {
      assertThat(Response.redirect("/e\u0301/\u00e9/\ud83d\ude00").headers().first("Location"))
          .hasValue("/e%CC%81/%C3%A9/%F0%9F%98%80");
      assertThat(Response.created("?a=%2f").headers().first("Location")).hasValue("?a=%2f");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirects_with_the_code_one_names(int code) {
      Response redirect = Response.redirect(code, "next");
      assertThat(redirect.status().code()).isEqualTo(code);
      assertThat(redirect.headers().first("Location")).hasValue("next");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 300, 304, 305, 306, 309, 404})
    void does_not_redirect_with_a_code_that_does_not(int code) {
      isRefused(() -> Response.redirect(code, "next"));
    }

    @Test
    void names_what_was_created() {
      Response created = Response.created("/notes/1");
      assertThat(created.status().code()).isEqualTo(201);
      assertThat(created.headers().first("Location")).hasValue("/notes/1");
      isRefused(() -> Response.created("/notes/\n1"));
    }

    @Test
    void names_the_methods_that_are_allowed() {
      Response refusal = Response.methodNotAllowed(HttpMethod.GET, HttpMethod.HEAD);
      assertThat(refusal.status().code()).isEqualTo(405);
      assertThat(refusal.headers().first("Allow")).hasValue("GET, HEAD");
      assertThat(Response.methodNotAllowed().headers().first("Allow")).hasValue("");
    }

    @Test
    void asks_for_patience() {
      Response busy = Response.status(503);
      assertThat(busy.withRetryAfter(Duration.ofMillis(1500)).headers().first("Retry-After"))
          .hasValue("2");
      assertThat(busy.withRetryAfter(Duration.ZERO).headers().first("Retry-After")).hasValue("0");
      isRefused(() -> busy.withRetryAfter(Duration.ofMillis(-1)));
      var time = Instant.parse("1994-11-06T08:49:36.5Z");
      assertThat(busy.withRetryAfter(time).headers().first("Retry-After"))
          .hasValue("Sun, 06 Nov 1994 08:49:37 GMT");
      isRefused(() -> busy.withRetryAfter(Instant.parse("9999-12-31T23:59:59.1Z")));
      isRefused(() -> busy.withRetryAfter(Instant.parse("-0001-12-31T23:59:59Z")));
    }

    @Test
    void of_a_stream_has_its_length_if_it_is_told() throws Exception {
      byte[] hello = {'h', 'e', 'l', 'l', 'o'};
      assertThat(Response.stream(new ByteArrayInputStream(hello)).body().length()).isEmpty();
      Response sized = Response.stream(new ByteArrayInputStream(hello), 4);
      assertThat(sized.body().length()).hasValue(4);
      assertThat(contentOf(sized)).isEqualTo("hell");
      assertThat(contentOf(Response.stream(new ByteArrayInputStream(hello)))).isEqualTo("hello");
      assertThat(contentOf(Response.stream((Body.Writer) out -> out.write('x')))).isEqualTo("x");
      assertThat(contentOf(Response.empty())).isEmpty();
      isRefused(() -> Response.stream(new ByteArrayInputStream(hello), -1));
    }

    @Test
    void of_a_file_has_its_type(@TempDir Path folder) throws Exception {
      for (String[] pair :
          new String[][] {
            {"a.HTML", "text/html; charset=utf-8"},
            {"a.png", "image/png"},
            {"a.tar.gz", "application/gzip"},
            {"html", "text/html; charset=utf-8"},
            {"none", "application/octet-stream"}
          }) {
        Path file = Files.writeString(folder.resolve(pair[0]), "x");
        if (!pair[0].equals("html")) {
          assertThat(typeOf(Response.file(file))).as(pair[0]).isEqualTo(pair[1]);
        }
        assertThat(contentOf(Response.file(file))).isEqualTo("x");
      }
    }

    @Test
    void is_made_of_something() {
      for (ThrowingCallable making :
          List.<ThrowingCallable>of(
              () -> Response.text(null),
              () -> Response.bytes(null),
              () -> Response.file(null),
              () -> Response.source(null),
              () -> Response.stream((InputStream) null),
              () -> Response.stream((Body.Writer) null),
              () -> Response.cgi(null),
              () -> Response.json((byte[]) null),
              () -> Response.empty().withBody(null))) {
        assertThatThrownBy(making).isInstanceOf(NullPointerException.class);
      }
    }

    @Test
    void redirects_to_a_reference_or_shows_what_is_wrong_with_it() {
      assertThatThrownBy(() -> Response.redirect("/a\r\nSet-Cookie: b"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a control character in \"/a\\u000d\\u000aSet-Cookie: b\"");
    }

    @Test
    void has_trailers_made_when_they_are_asked_for() {
      var made = new int[1];
      Response response =
          Response.text("")
              .withTrailers(List.of("T"), () -> Headers.of("T", Integer.toString(++made[0])));
      assertThat(made[0]).isZero();
      assertThat(response.trailerNames()).containsExactly("T");
      assertThat(response.trailers().first("T")).hasValue("1");
      assertThat(Response.text("").withTrailers(Headers.of("A", "b")).trailerNames())
          .containsExactly("A");
      isRefused(() -> Response.text("").withTrailers(List.of("a b"), Headers::empty));
    }
  }

  @Nested
  class An_error {
    @Test
    void names_its_status() throws Exception {
      var error = new HttpException(418, "no coffee");
      assertThat(error.status()).isEqualTo(new Status(418));
      assertThat(error.response().status().code()).isEqualTo(418);
      isRefused(() -> new HttpException(399, ""));
      isRefused(() -> new HttpException(600, ""));
    }

    @Test
    void without_a_message_says_what_its_status_says() throws Exception {
      String nothing = new IllegalStateException().getMessage();
      Response response = new HttpException(404, nothing).response();
      assertThat(response.body().bytes()).asString().isEqualTo("Not Found\n");
    }

    @Test
    void carries_fields_to_its_response() throws Exception {
      var fields = Headers.of("Accept-Encoding", "gzip", "X-Why", "a", "X-Why", "b");
      var error = new HttpException(415, "no zstd", fields);
      assertThat(error.headers()).isEqualTo(fields);
      Headers sent = error.response().headers();
      assertThat(sent.first("Accept-Encoding")).hasValue("gzip");
      assertThat(sent.all("X-Why")).containsExactly("a", "b");
      assertThat(sent.first("Content-Type")).hasValue("text/plain; charset=utf-8");
      var problem = Headers.of("Content-Type", "application/problem+json");
      assertThat(new HttpException(400, "{}", problem).response().headers().all("Content-Type"))
          .containsExactly("application/problem+json");
      isRefused(() -> new HttpException(400, "", Headers.of("Content-Length", "0")));
    }
  }
}
