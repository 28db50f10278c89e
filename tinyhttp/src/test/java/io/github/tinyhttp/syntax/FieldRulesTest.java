package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which fields an application may set, where, and how often.
class FieldRulesTest {
  @ParameterizedTest
  @CsvSource({
    "Connection, true, false, false",
    "content-length, true, false, false",
    "TRANSFER-ENCODING, true, false, false",
    "Content-Type, false, true, false",
    "ETag, false, true, true",
    "Set-Cookie, false, false, false",
    "X-Anything, false, false, true"
  })
  void has_rules_for(String name, boolean ours, boolean single, boolean trailer) {
    assertThat(FieldRules.isOurs(name)).isEqualTo(ours);
    assertThat(FieldRules.isSingle(name)).isEqualTo(single);
    assertThat(FieldRules.isTrailer(name)).isEqualTo(trailer);
  }
}
