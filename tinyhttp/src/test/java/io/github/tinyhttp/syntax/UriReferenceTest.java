package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What can stand in `Location`.
class UriReferenceTest {
  @ParameterizedTest
  @CsvSource({
    "/a?b#c,/a?b#c",
    "http://a/b,http://a/b",
    "/\u00E9,/%C3%A9",
    "/%20,/%20",
    "mailto:a@b,mailto:a@b",
    "'',''"
  })
  void is_written_in_ascii(String reference, String written) {
    assertThat(UriReference.ascii(reference)).isEqualTo(written);
  }

  /// A path may have the first ten, a query all of them: see ADR 4.
  @ParameterizedTest
  @ValueSource(strings = {"^", "`", "{", "|", "}", "[", "]", "\\", "%", "%z", "\"", "<", ">", " "})
  void has_an_escape_for_what_targets_have_and_no_uri_has(String part) {
    String escape = "%%%02X".formatted((int) part.charAt(0)) + part.substring(1);
    for (String before : List.of("/", "/a?b=", "/a#", "//[::1]:80/", "http://[::1]?", "a/")) {
      assertThat(UriReference.ascii(before + part)).isEqualTo(before + escape);
    }
  }

  @Test
  void cannot_be_mistaken_for_a_reference_to_another_host() {
    assertThat(UriReference.ascii("/\\elsewhere.example")).isEqualTo("/%5Celsewhere.example");
    assertThat(UriReference.ascii("\\\\elsewhere.example")).isEqualTo("%5C%5Celsewhere.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a\r\nX: y",
        "/a\tb",
        "/a?b\u007F",
        "/#\u0000",
        "http://",
        "/\uD800",
        "http://a b/",
        "http://a\\b/",
        "//{}/",
        "//a%/",
        "1a:b"
      })
  void is_refused_if_it_is_none(String reference) {
    assertThatIllegalArgumentException().isThrownBy(() -> UriReference.ascii(reference));
  }
}
