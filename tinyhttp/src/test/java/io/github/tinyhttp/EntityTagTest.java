package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"\"xyzzy\"", "W/\"xyzzy\"", "\"\"", "W/\"\"", "\"a,b\"", "\"a\\\"", "\"\u00e9\""})
  void is_read_and_written(String text) {
    EntityTag tag = EntityTag.parse(text).orElseThrow();
    assertThat(tag).hasToString(text);
    assertThat(tag.weak()).isEqualTo(text.startsWith("W/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"",
        "W/",
        "W/\"",
        "x",
        "xyzzy",
        "\"x",
        "x\"",
        "w/\"x\"",
        "W\"x\"",
        "W/ \"x\"",
        " \"x\"",
        "\"x\" ",
        "\"a\"b\"",
        "\"a b\"",
        "\"a\u007fb\"",
        "\"a\u0100\"",
        "\"a\", \"b\"",
        "*"
      })
  void is_nothing_but_a_quoted_string_after_an_optional_mark(String text) {
    assertThat(EntityTag.parse(text)).isEmpty();
  }

  @Test
  void has_no_characters_that_would_end_it() {
    for (String value : new String[] {"\"", "a b", "\n", "\u0100"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> EntityTag.strong(value));
      assertThatIllegalArgumentException().isThrownBy(() -> EntityTag.weak(value));
    }
  }

  /// The pairs of RFC 9110 §8.8.3.2, table 3.
  @Test
  void is_compared_strongly_and_weakly() {
    EntityTag weak1 = EntityTag.weak("1");
    EntityTag weak2 = EntityTag.weak("2");
    EntityTag strong1 = EntityTag.strong("1");
    assertThat(weak1.matchesStrongly(EntityTag.weak("1"))).isFalse();
    assertThat(weak1.matchesWeakly(EntityTag.weak("1"))).isTrue();
    assertThat(weak1.matchesStrongly(weak2)).isFalse();
    assertThat(weak1.matchesWeakly(weak2)).isFalse();
    assertThat(weak1.matchesStrongly(strong1)).isFalse();
    assertThat(weak1.matchesWeakly(strong1)).isTrue();
    assertThat(strong1.matchesStrongly(EntityTag.strong("1"))).isTrue();
    assertThat(strong1.matchesWeakly(EntityTag.strong("1"))).isTrue();
  }
}
