package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The parameters of a field value, RFC 9110 §5.6.6.
class ParametersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text/html|{}",
        "text/html;charset=utf-8|{charset=utf-8}",
        "text/html ; Charset=UTF-8 ;a=b|{charset=UTF-8, a=b}",
        "x;a=\"b;c\\\"d\";e=f|{a=b;c\"d, e=f}",
        "x;a=b;a=c|{a=b}",
        "x;a;b=c|{b=c}",
        "x;=a;b=c|{b=c}",
        "x;a=;b=c|{b=c}",
        "x;a=b c;d=e|{d=e}",
        "x;a=\"b|{}",
        "x;a=\"b\\|{}",
        "\"x;y=z\";a=b|{a=b}",
        ";;a=b|{a=b}"
      })
  void are_read(String text, String parameters) {
    assertThat(Parameters.of(text).toString()).isEqualTo(parameters);
  }

  @Test
  void are_counted() {
    assertThat(Parameters.count("x;a=1;A=2;b=3;a", "a")).isEqualTo(2);
    assertThat(Parameters.count("x", "a")).isZero();
    assertThat(Parameters.of("x;B=1;a=2")).isEqualTo(Map.of("b", "1", "a", "2"));
  }
}
