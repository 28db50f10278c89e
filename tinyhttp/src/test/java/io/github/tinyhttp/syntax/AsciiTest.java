package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Classes of characters, lists, and text for messages.
class AsciiTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "GET", "x-1", "!#$%&'*+-.^_`|~"})
  void takes_tokens(String text) {
    assertThat(Ascii.isToken(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "\"", "a\u007F", "a\u0080", "a\u0141", "a/b"})
  void refuses_what_is_no_token(String text) {
    assertThat(Ascii.isToken(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a b", "a\tb", "~", "\u00E9", "\u00FF"})
  void takes_field_values(String text) {
    assertThat(Ascii.isFieldValue(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", " a", "a ", "\ta", "a\t", "a\nb", "a\u007F", "a\u0000", "\u0100"})
  void refuses_what_is_no_field_value(String text) {
    assertThat(Ascii.isFieldValue(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|",
        "a|a",
        "a, b,c|a;b;c",
        ",, a ,,|a",
        "\"a,b\", c|\"a,b\";c",
        "\"a\\\",b\", c|\"a\\\",b\";c",
        "a\\,b|a\\;b",
        "\"a\\|\"a\\",
        "\"a,b|\"a,b"
      })
  void splits_lists(String value, String elements) {
    var split = new ArrayList<String>();
    Ascii.splitList(value, split);
    assertThat(split).isEqualTo(elements == null ? List.of() : List.of(elements.split(";")));
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of("", "\"\""),
        Arguments.of("a ~", "\"a ~\""),
        Arguments.of("\u001F\u007F\u00E9", "\"\\u001f\\u007f\\u00e9\""),
        Arguments.of("x".repeat(64), "\"" + "x".repeat(64) + "\""),
        Arguments.of("x".repeat(65), "\"" + "x".repeat(64) + "\"..."));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void makes_text_fit_for_messages(String text, String printable) {
    assertThat(Ascii.printable(text)).isEqualTo(printable);
  }
}
