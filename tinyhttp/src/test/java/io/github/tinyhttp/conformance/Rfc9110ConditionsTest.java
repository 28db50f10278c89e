package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Validators;
import io.github.tinyhttp.syntax.HttpDate;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §8.8 and §13: validators, and the conditions of requests.
class Rfc9110ConditionsTest extends OnEachVersion {
  private static final Instant TIME = Instant.parse("1994-11-15T08:12:31Z");
  private static final String SAME = "Tue, 15 Nov 1994 08:12:31 GMT";
  private static final String BEFORE = "Tue, 15 Nov 1994 08:12:30 GMT";
  private static final String AFTER = "Tue, 15 Nov 1994 08:12:32 GMT";

  @TempDir Path folder;

  private final AtomicInteger performed = new AtomicInteger();

  /// A GET or HEAD gets a response with validators; every other method asks, and then counts as
  /// performed. `/new` does not exist, `/plain` has no validators.
  private Response resource(Request request) {
    Validators known =
        switch (request.path()) {
          case "/new" -> Validators.absent();
          case "/plain" -> Validators.unknown();
          case "/tag" -> Validators.of(EntityTag.strong("x"));
          case "/weak" -> Validators.of(EntityTag.weak("x"));
          case "/time" -> Validators.of(TIME);
          default -> Validators.of(EntityTag.strong("x"), TIME);
        };
    if (List.of("GET", "HEAD").contains(request.method().name())) {
      Response response = Response.text("content");
      response = known.tag().map(response::withETag).orElse(response);
      return known.lastModified().map(response::withLastModified).orElse(response);
    }
    Optional<Response> refusal = request.precondition(known);
    if (refusal.isEmpty()) {
      performed.incrementAndGet();
    }
    return refusal.orElse(Response.empty());
  }

  private int statusOf(String method, String path, String... fields) {
    String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
    return ask(method + " " + path + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n").status();
  }

  private Path file(String text, Instant modified) throws Exception {
    Path file = Files.writeString(folder.resolve("file.txt"), text);
    return Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  // ---- dates

  @ParameterizedTest
  @ValueSource(strings = {SAME, "Tuesday, 15-Nov-94 08:12:31 GMT", "Tue Nov 15 08:12:31 1994"})
  @Covers("9110-5.6.7-1")
  void all_three_formats_of_dates_are_read(String date) throws Exception {
    serve(this::resource);
    assertThat(statusOf("GET", "/time", "If-Modified-Since: " + date)).isEqualTo(304);
    assertThat(statusOf("PUT", "/time", "If-Unmodified-Since: " + date)).isEqualTo(204);
  }

  @Test
  @Covers("9110-5.6.7-4")
  void a_year_of_two_digits_far_ahead_is_of_the_past_century() throws Exception {
    int year = Instant.now().atOffset(java.time.ZoneOffset.UTC).getYear();
    serve(_ -> Response.text("x").withLastModified(Instant.parse("2001-01-01T00:00:00Z")));
    String near = "Monday, 01-Jan-%02d 00:00:00 GMT".formatted((year + 49) % 100);
    String far = "Monday, 01-Jan-%02d 00:00:00 GMT".formatted((year + 51) % 100);
    assertThat(statusOf("GET", "/", "If-Modified-Since: " + near)).isEqualTo(304);
    assertThat(statusOf("GET", "/", "If-Modified-Since: " + far)).isEqualTo(200);
  }

  // ---- validators of files

  @Test
  @Covers("9110-8.8.1-1")
  void a_weak_tag_of_a_file_changes_with_it() throws Exception {
    Instant now = Instant.now().plusSeconds(60); // as good as just now, however long this takes
    Path file = file("hello", now);
    serve(_ -> Response.file(file));
    EntityTag fresh = EntityTag.parse(get("/", "").header("ETag")).orElseThrow();
    assertThat(fresh.weak()).isTrue();
    file("hello!", now);
    assertThat(get("/", "").header("ETag")).doesNotContain(fresh.value());
    file("olleh", now.plusMillis(10));
    assertThat(get("/", "").header("ETag")).doesNotContain(fresh.value());
  }

  @Test
  @Covers({"9110-8.8.2.1-1", "9110-8.8.3.1-1", "9110-15.3.1-1"})
  void a_file_is_sent_with_its_validators() throws Exception {
    Path file = file("hello", TIME);
    serve(_ -> Response.file(file));
    WireResponse first = get("/", "");
    assertThat(first.header("Last-Modified")).isEqualTo(SAME);
    EntityTag tag = EntityTag.parse(first.header("ETag")).orElseThrow();
    assertThat(tag.weak()).isFalse();
    WireResponse described = ask("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(described.header("Last-Modified")).isEqualTo(SAME);
    assertThat(described.header("ETag")).isEqualTo(first.header("ETag"));
    file("olleh", TIME.plusMillis(1));
    assertThat(get("/", "").header("ETag")).isNotEqualTo(first.header("ETag"));
    file("hello", TIME);
    assertThat(get("/", "").header("ETag")).isEqualTo(first.header("ETag"));
    file("hello!", TIME);
    assertThat(get("/", "").header("ETag")).isNotEqualTo(first.header("ETag"));
  }

  @Test
  @Covers("9110-8.8.3-1")
  void the_tag_of_a_file_is_weak_while_another_change_could_hide() throws Exception {
    Path file = file("hello", Instant.now());
    serve(_ -> Response.file(file));
    assertThat(get("/", "").header("ETag")).startsWith("W/\"");
    file("hello", Instant.now().minus(Duration.ofMinutes(1)));
    assertThat(get("/", "").header("ETag")).startsWith("\"");
  }

  @Test
  @Covers({"9110-8.8.2.1-2", "9110-8.8.2.1-3", "9110-8.8.2.1-4"})
  void no_time_of_modification_is_later_than_the_response() throws Exception {
    Path file = file("hello", Instant.now().plus(Duration.ofDays(1)));
    serve(
        request ->
            request.path().equals("/file")
                ? Response.file(file)
                : Response.text("x").withLastModified(Instant.MAX));
    for (String path : List.of("/file", "/text")) {
      WireResponse response = get(path, "");
      long date = HttpDate.parse(response.header("Date")).orElseThrow();
      assertThat(HttpDate.parse(response.header("Last-Modified")).orElseThrow())
          .isBetween(date - 1, date);
    }
  }

  @Test
  @Covers("9110-8.8.3.2-1")
  void tags_are_compared_as_the_table_says() throws Exception {
    serve(
        request -> {
          EntityTag tag = EntityTag.parse(request.header("Known").orElseThrow()).orElseThrow();
          return request.precondition(Validators.of(tag)).orElse(Response.empty());
        });
    List<List<String>> table =
        List.of(
            List.of("W/\"1\"", "W/\"1\"", "no match", "match"),
            List.of("W/\"1\"", "W/\"2\"", "no match", "no match"),
            List.of("W/\"1\"", "\"1\"", "no match", "match"),
            List.of("\"1\"", "\"1\"", "match", "match"));
    for (List<String> row : table) {
      String known = "Known: " + row.getFirst();
      assertThat(statusOf("PUT", "/", known, "If-Match: " + row.get(1)))
          .isEqualTo(row.get(2).equals("match") ? 204 : 412);
      assertThat(statusOf("PUT", "/", known, "If-None-Match: " + row.get(1)))
          .isEqualTo(row.get(3).equals("match") ? 412 : 204);
    }
  }

  // ---- If-Match

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/both | \"x\"        | 200 | 204",
        "/both | \"y\"        | 412 | 412",
        "/both | \"y\", \"x\" | 200 | 204",
        "/both | W/\"x\"      | 412 | 412",
        "/weak | \"x\"        | 412 | 412",
        "/weak | W/\"x\"      | 412 | 412",
        "/time | \"x\"        | 412 | 412",
        "/both | *            | 200 | 204",
        "/plain | \"x\"       | 412 | 412",
        "/plain | *           | 200 | 204"
      })
  @Covers({"9110-13.1.1-1", "9110-13.1.1-2", "9110-13.1.1-3"})
  void if_match_is_evaluated_with_strong_comparison(String path, String value, int get, int put)
      throws Exception {
    serve(this::resource);
    assertThat(statusOf("GET", path, "If-Match: " + value)).isEqualTo(get);
    assertThat(statusOf("HEAD", path, "If-Match: " + value)).isEqualTo(get);
    assertThat(statusOf("PUT", path, "If-Match: " + value)).isEqualTo(put);
    assertThat(performed).hasValue(put == 204 ? 1 : 0);
  }

  @Test
  @Covers({"9110-13.1.1-2", "9110-13.1.1-3", "9110-13.1.2-3", "9110-13.1.2-4"})
  void a_star_stands_for_any_representation_there_is() throws Exception {
    serve(this::resource);
    assertThat(statusOf("PUT", "/new", "If-Match: *")).isEqualTo(412);
    assertThat(statusOf("PUT", "/plain", "If-None-Match: *")).isEqualTo(412);
    assertThat(performed).hasValue(0);
    assertThat(statusOf("PUT", "/plain", "If-Match: *")).isEqualTo(204);
    assertThat(statusOf("PUT", "/new", "If-None-Match: *")).isEqualTo(204);
    assertThat(performed).hasValue(2);
  }

  // ---- If-None-Match

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/both | \"x\"          | 304 | 412",
        "/both | W/\"x\"        | 304 | 412",
        "/weak | \"x\"          | 304 | 412",
        "/weak | W/\"x\"        | 304 | 412",
        "/both | \"y\"          | 200 | 204",
        "/both | \"y\", W/\"x\" | 304 | 412",
        "/time | \"x\"          | 200 | 204",
        "/both | *              | 304 | 412",
        "/plain | \"x\"         | 200 | 204",
        "/plain | *             | 304 | 412"
      })
  @Covers({"9110-13.1.2-1", "9110-13.1.2-3", "9110-13.1.2-4", "9110-13.1.2-5"})
  void if_none_match_is_evaluated_with_weak_comparison(String path, String value, int get, int put)
      throws Exception {
    serve(this::resource);
    assertThat(statusOf("GET", path, "If-None-Match: " + value)).isEqualTo(get);
    assertThat(statusOf("HEAD", path, "If-None-Match: " + value)).isEqualTo(get);
    assertThat(statusOf("PUT", path, "If-None-Match: " + value)).isEqualTo(put);
    assertThat(statusOf("DELETE", path, "If-None-Match: " + value)).isEqualTo(put);
    assertThat(performed).hasValue(put == 204 ? 2 : 0);
  }

  @Test
  @Covers({"9110-13.1.1-3", "9110-13.1.2-4", "9110-13.1.2-5"})
  void what_a_client_does_not_want_is_not_made() throws Exception {
    serve(_ -> Response.stream(_ -> performed.incrementAndGet()));
    assertThat(get("/", "If-None-Match: *\r\n").status()).isEqualTo(304);
    assertThat(get("/", "If-Match: \"x\"\r\n").status()).isEqualTo(412);
    assertThat(performed).hasValue(0);
    assertThat(get("/", "If-Match: *\r\n").status()).isEqualTo(200);
    assertThat(performed).hasValue(1);
  }

  @Test
  @Covers("9110-13.2.1-2")
  void what_a_program_says_is_missing_is_left_alone() throws Exception {
    byte[] missing = "Status: 404 Not Found\nContent-Type: text/plain\n\n".getBytes(US_ASCII);
    serve(_ -> Response.cgi(new ByteArrayInputStream(missing)));
    assertThat(get("/", "If-None-Match: *\r\n").status()).isEqualTo(404);
    assertThat(get("/", "If-Match: \"x\"\r\n").status()).isEqualTo(404);
  }

  // ---- If-Modified-Since

  @Test
  @Covers({"9110-13.1.3-5", "9110-13.1.3-6"})
  void if_modified_since_is_evaluated() throws Exception {
    serve(this::resource);
    for (String path : List.of("/time", "/both")) {
      assertThat(statusOf("GET", path, "If-Modified-Since: " + BEFORE)).isEqualTo(200);
      assertThat(statusOf("GET", path, "If-Modified-Since: " + SAME)).isEqualTo(304);
      assertThat(statusOf("GET", path, "If-Modified-Since: " + AFTER)).isEqualTo(304);
      assertThat(statusOf("HEAD", path, "If-Modified-Since: " + SAME)).isEqualTo(304);
    }
  }

  @Test
  @Covers("9110-13.1.3-1")
  void if_modified_since_does_not_count_beside_if_none_match() throws Exception {
    serve(this::resource);
    for (String other : List.of("If-None-Match: \"y\"", "If-None-Match:", "If-None-Match: y")) {
      assertThat(statusOf("GET", "/both", other, "If-Modified-Since: " + AFTER)).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "nonsense",
        "Mon, 15 Nov 1994 08:12:31 GMT",
        "Tue, 15 Nov 1994 08:12:31",
        SAME + ", " + SAME,
        "Tue, 35 Nov 2094 08:12:31 GMT",
        "2094-11-15T08:12:31Z"
      })
  @Covers({"9110-13.1.3-2", "9110-13.1.4-2"})
  void what_is_no_date_is_ignored(String value) throws Exception {
    serve(this::resource);
    assertThat(statusOf("GET", "/both", "If-Modified-Since: " + value)).isEqualTo(200);
    assertThat(statusOf("PUT", "/both", "If-Unmodified-Since: " + value)).isEqualTo(204);
    assertThat(statusOf("GET", "/both", "If-Unmodified-Since: " + value)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST", "DELETE", "PATCH", "FOO"})
  @Covers("9110-13.1.3-2")
  void if_modified_since_is_ignored_with_other_methods(String method) throws Exception {
    serve(this::resource);
    assertThat(statusOf(method, "/both", "If-Modified-Since: " + AFTER)).isEqualTo(204);
  }

  @Test
  @Covers({"9110-13.1.3-3", "9110-13.1.4-3"})
  void dates_are_ignored_where_none_is_known() throws Exception {
    serve(this::resource);
    for (String path : List.of("/tag", "/plain")) {
      assertThat(statusOf("GET", path, "If-Modified-Since: " + AFTER)).isEqualTo(200);
      assertThat(statusOf("GET", path, "If-Unmodified-Since: " + BEFORE)).isEqualTo(200);
      assertThat(statusOf("PUT", path, "If-Unmodified-Since: " + BEFORE)).isEqualTo(204);
    }
  }

  @Test
  @Covers({"9110-13.1.3-4", "9110-13.1.4-4"})
  void dates_are_read_on_the_clock_of_the_server() throws Exception {
    Path file = file("hello", Instant.now().minusSeconds(90));
    serve(_ -> Response.file(file));
    WireResponse response = get("/", "");
    long date = HttpDate.parse(response.header("Date")).orElseThrow();
    long modified = HttpDate.parse(response.header("Last-Modified")).orElseThrow();
    assertThat(date - modified).isBetween(89L, 300L);
    for (int shift : new int[] {-1, 0, 1}) {
      String time = HttpDate.format(modified + shift);
      assertThat(statusOf("GET", "/", "If-Modified-Since: " + time))
          .isEqualTo(shift < 0 ? 200 : 304);
      assertThat(statusOf("GET", "/", "If-Unmodified-Since: " + time))
          .isEqualTo(shift < 0 ? 412 : 200);
    }
  }

  @Test
  @Covers({"9110-13.1.3-7", "9110-15.4.5-1", "9110-15.4.5-2"})
  void a_304_has_few_fields() throws Exception {
    serve(
        request -> {
          Response response =
              Response.html("content")
                  .withLastModified(TIME)
                  .withHeader("Cache-Control", "max-age=60")
                  .withHeader("Content-Location", "/b")
                  .withHeader("Content-Language", "en")
                  .withHeader("Content-Encoding", "x-none")
                  .withHeader("Expires", AFTER)
                  .withHeader("Vary", "Accept")
                  .withHeader("Access-Control-Allow-Origin", "*")
                  .withRanges();
          return request.path().equals("/tag")
              ? response.withETag(EntityTag.strong("x"))
              : response;
        });
    WireResponse dated = get("/", "If-Modified-Since: " + SAME + "\r\n");
    assertThat(dated.status()).isEqualTo(304);
    assertThat(dated.fields())
        .extracting(field -> field.name().toLowerCase(Locale.ROOT))
        .containsExactlyInAnyOrder(
            "date",
            "last-modified",
            "cache-control",
            "content-location",
            "expires",
            "vary",
            "access-control-allow-origin");
    WireResponse tagged = get("/tag", "If-None-Match: \"x\"\r\n");
    assertThat(tagged.status()).isEqualTo(304);
    assertThat(tagged.fields())
        .extracting(field -> field.name().toLowerCase(Locale.ROOT))
        .containsExactlyInAnyOrder(
            "date",
            "etag",
            "cache-control",
            "content-location",
            "expires",
            "vary",
            "access-control-allow-origin");
  }

  // ---- If-Unmodified-Since

  @Test
  @Covers({"9110-13.1.4-5", "9110-13.1.4-6"})
  void if_unmodified_since_is_evaluated_before_the_method_is_performed() throws Exception {
    serve(this::resource);
    assertThat(statusOf("PUT", "/time", "If-Unmodified-Since: " + BEFORE)).isEqualTo(412);
    assertThat(statusOf("GET", "/time", "If-Unmodified-Since: " + BEFORE)).isEqualTo(412);
    assertThat(performed).hasValue(0);
    assertThat(statusOf("PUT", "/time", "If-Unmodified-Since: " + SAME)).isEqualTo(204);
    assertThat(statusOf("DELETE", "/time", "If-Unmodified-Since: " + AFTER)).isEqualTo(204);
    assertThat(performed).hasValue(2);
  }

  @Test
  @Covers("9110-13.1.4-1")
  void if_unmodified_since_does_not_count_beside_if_match() throws Exception {
    serve(this::resource);
    String before = "If-Unmodified-Since: " + BEFORE;
    assertThat(statusOf("PUT", "/both", "If-Match: \"x\"", before)).isEqualTo(204);
    assertThat(statusOf("GET", "/both", "If-Match: \"x\"", before)).isEqualTo(200);
    assertThat(statusOf("PUT", "/both", "If-Match: \"y\"", "If-Unmodified-Since: " + AFTER))
        .isEqualTo(412);
  }

  // ---- when, and in which order

  @ParameterizedTest
  @ValueSource(ints = {204, 303, 401, 404, 500})
  @Covers("9110-13.2.1-2")
  void conditions_concern_no_response_without_a_representation(int status) throws Exception {
    serve(_ -> Response.status(status));
    for (String condition : List.of("If-None-Match: *", "If-Match: \"x\"", "If-Match: *")) {
      assertThat(statusOf("GET", "/", condition)).isEqualTo(status);
      assertThat(statusOf("HEAD", "/", condition)).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 203, 204, 299})
  @Covers("9110-13.2.1-1")
  void conditions_are_evaluated_for_any_success(int status) throws Exception {
    serve(_ -> Response.text("x").withStatus(status).withETag(EntityTag.strong("x")));
    for (String method : List.of("GET", "HEAD")) {
      assertThat(statusOf(method, "/", "If-None-Match: \"x\"")).isEqualTo(304);
      assertThat(statusOf(method, "/", "If-Match: \"y\"")).isEqualTo(412);
      assertThat(statusOf(method, "/", "If-Match: \"x\"")).isEqualTo(status);
    }
  }

  @Test
  @Covers({"9110-13.2.1-1", "9110-13.2.1-2"})
  void conditions_come_after_the_other_checks_and_before_the_method() throws Exception {
    serve(
        request ->
            request.header("Authorization").isEmpty()
                ? Response.status(401).withETag(EntityTag.strong("x"))
                : resource(request));
    String condition = "If-Match: \"y\"";
    assertThat(statusOf("PUT", "/both", condition)).isEqualTo(401);
    assertThat(statusOf("GET", "/both", condition)).isEqualTo(401);
    assertThat(statusOf("PUT", "/both", condition, "Authorization: x")).isEqualTo(412);
    assertThat(statusOf("PUT", "/both", condition, "Expect: mercy")).isEqualTo(417);
    assertThat(performed).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // If-Match | If-Unmodified-Since | If-None-Match | If-Modified-Since | GET | PUT
        "\"x\" | before | ~     | ~      | 200 | 204",
        "\"y\" | after  | ~     | ~      | 412 | 412",
        "\"y\" | ~      | \"x\" | ~      | 412 | 412",
        "\"x\" | ~      | \"x\" | ~      | 304 | 412",
        "\"x\" | ~      | \"y\" | after  | 200 | 204",
        "\"x\" | ~      | ~     | after  | 304 | 204",
        "\"x\" | ~      | ~     | before | 200 | 204",
        "\"y\" | ~      | ~     | after  | 412 | 412",
        "~     | before | \"x\" | ~      | 412 | 412",
        "~     | after  | \"x\" | ~      | 304 | 412",
        "~     | before | ~     | after  | 412 | 412",
        "~     | after  | ~     | after  | 304 | 204",
        "~     | after  | \"y\" | after  | 200 | 204",
        "~     | ~      | \"x\" | before | 304 | 412",
        "~     | ~      | \"y\" | after  | 200 | 204"
      })
  @Covers("9110-13.2.2-1")
  void conditions_are_evaluated_in_the_given_order(
      String match, String unmodified, String noneMatch, String modified, int get, int put)
      throws Exception {
    serve(this::resource);
    StringBuilder lines = new StringBuilder();
    append(lines, "If-Modified-Since", modified); // the order of the lines is not the order
    append(lines, "If-None-Match", noneMatch);
    append(lines, "If-Unmodified-Since", unmodified);
    append(lines, "If-Match", match);
    assertThat(ask("GET /both HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n").status()).isEqualTo(get);
    assertThat(ask("PUT /both HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n").status()).isEqualTo(put);
  }

  private static void append(StringBuilder lines, String name, String value) {
    if (!value.equals("~")) {
      String sent = value.equals("before") ? BEFORE : value.equals("after") ? AFTER : value;
      lines.append(name).append(": ").append(sent).append("\r\n");
    }
  }
}
