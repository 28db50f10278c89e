package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What can stand in `Location`.
class UriReferenceTest {
  @ParameterizedTest
  @CsvSource({"/a?b#c,/a?b#c", "http://a/b,http://a/b", "/\u00E9,/%C3%A9", "/%20,/%20"})
  void is_written_in_ascii(String reference, String written) {
    assertThat(UriReference.ascii(reference)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a b", "http://", "/\uD800", "%zz"})
  void is_refused_if_it_is_none(String reference) {
    assertThatIllegalArgumentException().isThrownBy(() -> UriReference.ascii(reference));
  }
}
