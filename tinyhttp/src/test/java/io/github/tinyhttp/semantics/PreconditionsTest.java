package io.github.tinyhttp.semantics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Validators;
import io.github.tinyhttp.exchange.Requests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionsTest {
  private static final Instant TIME = Instant.parse("1994-11-15T08:12:31Z");
  private static final String SAME = "Tue, 15 Nov 1994 08:12:31 GMT";
  private static final String BEFORE = "Tue, 15 Nov 1994 08:12:30 GMT";
  private static final String AFTER = "Tue, 15 Nov 1994 08:12:32 GMT";

  /// What a request with these fields gets, of a resource in the state `known`: 0 to go on.
  private static int of(String method, Validators known, String... fields) {
    String[] pairs =
        Stream.of(fields)
            .flatMap(field -> Stream.of(field.split(":", 2)))
            .map(String::strip)
            .toArray(String[]::new);
    return Requests.of(method, "/", new byte[0], pairs)
        .precondition(known)
        .map(response -> response.status().code())
        .orElse(0);
  }

  private static Validators known(String state) {
    return switch (state) {
      case "none" -> Validators.absent();
      case "some" -> Validators.unknown();
      case "time" -> Validators.of(TIME);
      case "weak" -> Validators.of(EntityTag.weak("a"));
      case "tag" -> Validators.of(EntityTag.strong("a"));
      default -> Validators.of(EntityTag.strong("a"), TIME);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // state | field | GET | PUT
        "none | If-Match: *             | 412 | 412",
        "some | If-Match: *             |   0 |   0",
        "both | If-Match: *             |   0 |   0",
        "none | If-Match: \"a\"         | 412 | 412",
        "some | If-Match: \"a\"         | 412 | 412",
        "time | If-Match: \"a\"         | 412 | 412",
        "tag  | If-Match: \"a\"         |   0 |   0",
        "tag  | If-Match: W/\"a\"       | 412 | 412",
        "weak | If-Match: W/\"a\"       | 412 | 412",
        "weak | If-Match: \"a\"         | 412 | 412",
        "tag  | If-Match: \"b\", \"a\"  |   0 |   0",
        "tag  | If-Match: \"b\"         | 412 | 412",
        "tag  | If-Match: \"b\", *      | 412 | 412",
        "tag  | If-Match: a             | 412 | 412",
        "tag  | If-Match:               | 412 | 412",
        "none | If-None-Match: *        |   0 |   0",
        "some | If-None-Match: *        | 304 | 412",
        "both | If-None-Match: *        | 304 | 412",
        "none | If-None-Match: \"a\"    |   0 |   0",
        "some | If-None-Match: \"a\"    |   0 |   0",
        "tag  | If-None-Match: \"a\"    | 304 | 412",
        "tag  | If-None-Match: W/\"a\"  | 304 | 412",
        "weak | If-None-Match: \"a\"    | 304 | 412",
        "tag  | If-None-Match: \"b\"    |   0 |   0",
        "tag  | If-None-Match: \"b\" , W/\"c\",,\"a\" | 304 | 412",
        "tag  | If-None-Match: \"x,\\\", \"a\" | 304 | 412",
        "tag  | If-None-Match: \"x, \"a\" | 0 | 0",
        "tag  | If-None-Match: a        |   0 |   0",
        "tag  | If-None-Match: \"b\", * |   0 |   0"
      })
  void tags_are_compared(String state, String field, int get, int put) {
    assertThat(of("GET", known(state), field)).isEqualTo(get);
    assertThat(of("HEAD", known(state), field)).isEqualTo(get);
    assertThat(of("PUT", known(state), field)).isEqualTo(put);
    assertThat(of("DELETE", known(state), field)).isEqualTo(put);
    assertThat(of("FOO", known(state), field)).isEqualTo(put);
    assertThat(of("OPTIONS", known(state), field)).isZero();
  }

  @Test
  void a_list_goes_over_several_lines() {
    assertThat(of("PUT", known("tag"), "If-Match: \"b\"", "If-Match: \"a\"")).isZero();
    assertThat(of("PUT", known("tag"), "If-Match: \"b\"", "If-Match: \"c\"")).isEqualTo(412);
    assertThat(of("GET", known("tag"), "If-None-Match: \"b\"", "If-None-Match: W/\"a\""))
        .isEqualTo(304);
    assertThat(of("PUT", known("some"), "If-Match: *", "If-Match: *")).isEqualTo(412);
  }

  @Test
  void dates_are_compared() {
    for (String state : List.of("time", "both")) {
      assertThat(of("GET", known(state), "If-Modified-Since: " + SAME)).isEqualTo(304);
      assertThat(of("HEAD", known(state), "If-Modified-Since: " + AFTER)).isEqualTo(304);
      assertThat(of("GET", known(state), "If-Modified-Since: " + BEFORE)).isZero();
      assertThat(of("PUT", known(state), "If-Modified-Since: " + SAME)).isZero();
      assertThat(of("PUT", known(state), "If-Unmodified-Since: " + SAME)).isZero();
      assertThat(of("PUT", known(state), "If-Unmodified-Since: " + AFTER)).isZero();
      assertThat(of("PUT", known(state), "If-Unmodified-Since: " + BEFORE)).isEqualTo(412);
      assertThat(of("GET", known(state), "If-Unmodified-Since: " + BEFORE)).isEqualTo(412);
    }
  }

  @Test
  void dates_do_not_count_where_none_is_known() {
    for (String state : List.of("none", "some", "tag")) {
      assertThat(of("GET", known(state), "If-Modified-Since: " + AFTER)).isZero();
      assertThat(of("PUT", known(state), "If-Unmodified-Since: " + BEFORE)).isZero();
    }
  }

  @Test
  void what_is_no_date_does_not_count() {
    for (String date :
        List.of("", "0", "nonsense", SAME + ", " + SAME, "Mon, 15 Nov 1994 08:12:31 GMT")) {
      assertThat(of("GET", known("both"), "If-Modified-Since: " + date)).isZero();
      assertThat(of("PUT", known("both"), "If-Unmodified-Since: " + date)).isZero();
    }
    assertThat(of("GET", known("time"), "If-Modified-Since: " + SAME, "If-Modified-Since: " + SAME))
        .isZero();
  }

  /// RFC 9110 §13.2.2, step by step.
  @Test
  void the_order_is_that_of_the_standard() {
    // 1. before 2.
    assertThat(of("PUT", known("both"), "If-Match: \"a\"", "If-Unmodified-Since: " + BEFORE))
        .isZero();
    assertThat(of("PUT", known("both"), "If-Match: \"b\"", "If-Unmodified-Since: " + AFTER))
        .isEqualTo(412);
    // 1. and 2. before 3.
    assertThat(of("GET", known("both"), "If-Match: \"b\"", "If-None-Match: \"a\"")).isEqualTo(412);
    assertThat(of("GET", known("both"), "If-Match: \"a\"", "If-None-Match: \"a\"")).isEqualTo(304);
    assertThat(of("GET", known("both"), "If-Unmodified-Since: " + BEFORE, "If-None-Match: \"a\""))
        .isEqualTo(412);
    // 3. before 4.
    assertThat(of("GET", known("both"), "If-None-Match: \"b\"", "If-Modified-Since: " + AFTER))
        .isZero();
    assertThat(of("GET", known("both"), "If-None-Match: \"a\"", "If-Modified-Since: " + BEFORE))
        .isEqualTo(304);
    assertThat(of("GET", known("both"), "If-None-Match:", "If-Modified-Since: " + AFTER)).isZero();
    // 1. and 2. before 4.
    assertThat(of("GET", known("both"), "If-Match: \"b\"", "If-Modified-Since: " + AFTER))
        .isEqualTo(412);
  }

  @Test
  void a_304_says_what_the_client_has() {
    var request = Requests.get("/", "If-None-Match", "\"a\"");
    var response = request.precondition(known("both")).orElseThrow();
    assertThat(response.headers().first("ETag")).hasValue("\"a\"");
    assertThat(response.headers().contains("Last-Modified")).isFalse();
    var dated = Requests.get("/", "If-Modified-Since", SAME);
    assertThat(dated.precondition(known("time")).orElseThrow().headers().first("Last-Modified"))
        .hasValue(SAME);
  }

  @Test
  void long_lists_take_linear_time() {
    String tags = "\"b\",".repeat(100_000);
    assertThat(of("PUT", known("tag"), "If-Match: " + tags + "\"a\"")).isZero();
    assertThat(of("PUT", known("tag"), "If-Match: " + "\"".repeat(200_000))).isEqualTo(412);
    assertThat(of("PUT", known("tag"), "If-Match: " + "W/".repeat(200_000))).isEqualTo(412);
  }

  @Test
  void a_file_has_its_own_validators(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a");
    assertThat(Validators.of(file)).isEqualTo(Validators.absent());
    Files.writeString(file, "hello");
    assertThat(Validators.of(file).tag().orElseThrow().weak()).isTrue(); // just changed
    Files.setLastModifiedTime(file, FileTime.from(TIME));
    Validators old = Validators.of(file);
    assertThat(old.tag().orElseThrow().weak()).isFalse();
    assertThat(old.lastModified()).hasValue(TIME);
    Files.writeString(file, "hello!");
    Files.setLastModifiedTime(file, FileTime.from(TIME));
    assertThat(Validators.of(file).tag()).isNotEqualTo(old.tag());
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2999-01-01T00:00:00Z")));
    assertThat(Validators.of(file).tag().orElseThrow().weak()).isTrue();
    assertThat(Validators.of(folder)).isEqualTo(Validators.absent());
  }

  @Test
  void what_does_not_exist_has_no_validators() {
    Optional<EntityTag> tag = Optional.of(EntityTag.strong("a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Validators(false, tag, Optional.empty()));
  }
}
