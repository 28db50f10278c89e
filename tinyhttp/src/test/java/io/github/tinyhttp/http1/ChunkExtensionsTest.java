package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The grammar of RFC 9112 §7.1.1: `*( BWS ";" BWS name [ BWS "=" BWS value ] )`.
class ChunkExtensionsTest {
  private static void check(String text) throws PeerFault {
    byte[] octets = Pieces.octets("5" + text + "\r\n");
    var extensions = new ChunkExtensions();
    extensions.take(octets, 1, octets.length - 2);
    extensions.end();
  }

  private static void refuses(Rule rule, String text) {
    PeerFault fault = catchThrowableOfType(PeerFault.class, () -> check(text));
    assertThat(fault).as("a fault").isNotNull();
    assertThat(fault.rule()).isEqualTo(rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";a",
        ";a=b",
        ";a=\"b;c\"",
        ";a=\"\\\"\"",
        ";a=\"\"",
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
        ";",
        ";;a",
        ";=b",
        ";a=",
        ";a=b c",
        ";a b",
        ";a=\"b",
        ";a=\"b\\",
        ";a=\"b\"c",
        ";a\u0001",
        ";(",
        ";\u00E9",
        ";a=\"\u0001\"",
        ";a=\"b\\\u0001\"",
        ";a ",
        " ",
        " a"
      })
  void refuses_an_extension_that_it_has_not(String text) {
    refuses(Rule.CHUNK_EXTENSION, text);
  }

  /// What stands right behind the digits makes them no number.
  @ParameterizedTest
  @ValueSource(strings = {"x", "=", "=a", ",", "\r"})
  void refuses_a_size_that_goes_on(String text) {
    refuses(Rule.CHUNK_SIZE, text);
  }
}
