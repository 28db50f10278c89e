package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkExtensionsTest {
  private static void check(String text) throws PeerFault {
    byte[] bytes = ("5" + text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    ChunkExtensions.check(bytes, 1, bytes.length - 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";a",
        ";a=b",
        ";a=\"b;c\"",
        ";a=\"\\\"\"",
        ";a;b=c",
        " ; a = b",
        "\t;\ta",
        ";a=\"\u00E9\""
      })
  void takes_what_the_grammar_has(String text) {
    assertThatCode(() -> check(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        ";",
        ";;a",
        ";=b",
        ";a=",
        ";a=b c",
        ";a=\"b",
        ";a=\"b\\",
        ";a=\"b\"c",
        ";a\u0001",
        ";(",
        "=",
        ";a=\"\u0001\"",
        ";a=\"b\\\u0001\""
      })
  void refuses_what_it_has_not(String text) {
    assertThatThrownBy(() -> check(text)).isInstanceOf(PeerFault.class);
  }
}
