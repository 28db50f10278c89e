package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " is ",
      quoteCharacter = '\0',
      value = {
        "text/html is text/html",
        "TEXT/Html;Charset=UTF-8 is text/html; charset=UTF-8",
        "text/html ; charset=\"utf-8\" is text/html; charset=utf-8",
        "a/b; x=\"1 \\\"2\\\\\" is a/b; x=\"1 \\\"2\\\\\"",
        "a/b; x=1; x=2 is a/b; x=1",
        "a/b;;x; y=\"; z=1 is a/b",
        "a/b; y z=1; =2; q=3 is a/b; q=3",
        "application/vnd.a+json is application/vnd.a+json",
        "*/* is */*"
      })
  void is_read_from_a_field(String text, String written) {
    assertThat(MediaType.parse(text)).map(MediaType::toString).hasValue(written);
    assertThat(MediaType.parse(written)).isEqualTo(MediaType.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "text", "text/", "/html", "a/b/c", "a b/c", "a/b c", "a, b/c", "\u00e4/b"})
  void is_not_read_from_anything_else(String text) {
    assertThat(MediaType.parse(text)).isEmpty();
  }

  @Test
  void is_compared_without_regard_to_case() {
    MediaType type = MediaType.parse("Text/HTML; Charset=utf-8").orElseThrow();
    assertThat(type.is("text/html")).isTrue();
    assertThat(type.is("text/plain")).isFalse();
    assertThat(type.parameter("CHARSET")).hasValue("utf-8");
    assertThat(type.parameter("q")).isEmpty();
    assertThat(type).isEqualTo(new MediaType("text", "html", Map.of("charset", "utf-8")));
  }

  @ParameterizedTest
  @CsvSource({
    "*/*, true",
    "text/*, true",
    "text/html, true",
    "text/html;charset=UTF-8, true",
    "text/html;charset=latin1, false",
    "text/html;level=1, false",
    "text/plain, false",
    "image/*, false"
  })
  void is_in_a_range_or_not(String range, boolean included) {
    MediaType type = MediaType.parse("text/html; charset=utf-8").orElseThrow();
    assertThat(MediaType.parse(range).orElseThrow().includes(type)).isEqualTo(included);
  }

  @Test
  void has_nothing_that_cannot_stand_in_a_field() {
    assertThatThrownBy(() -> new MediaType("a b", "c", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MediaType("a", "", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    for (Map<String, String> bad :
        List.of(Map.of("a=", "b"), Map.of("a", "\r\n"), Map.of("a", "\u0100"))) {
      assertThatThrownBy(() -> new MediaType("a", "b", bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(MediaType.parse("a/b; x=\"\n\"; y=1")).map(MediaType::toString).hasValue("a/b; y=1");
  }
}
