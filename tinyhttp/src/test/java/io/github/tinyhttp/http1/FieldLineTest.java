package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A field line that stands alone: RFC 9112 §5, sections unless another RFC is named.
class FieldLineTest {
  private static List<String> parse(String line) throws PeerFault {
    var pairs = new ArrayList<String>();
    byte[] octets = Pieces.octets("<" + line + "\r\n");
    FieldLine.parse(octets, 1, octets.length - 2, pairs);
    return pairs;
  }

  static List<Arguments> lines() {
    return List.of(
        arguments("§5 name, colon, space, value", "a: b", "a", "b"),
        arguments("§5 without the space", "a:b", "a", "b"),
        arguments("§5 without value", "a:", "a", ""),
        arguments("§5.1 white space around the value", "a: \t b \t", "a", "b"),
        arguments("§5.1 white space for a value", "a: \t", "a", ""),
        arguments("§5.1 white space within the value", "a: b \t c", "a", "b \t c"),
        arguments("§5 a colon in the value", "a: b:c", "a", "b:c"),
        arguments("RFC 9110 §5.5 obs-text", "a: \u0080\u00ff", "a", "\u0080\u00ff"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void reads(String sentence, String line, String name, String value) throws PeerFault {
    assertThat(parse(line)).containsExactly(name, value);
  }

  static List<Arguments> faults() {
    return List.of(
        arguments("§5 no colon", Rule.FIELD_NAME, "a"),
        arguments("§5 no name", Rule.FIELD_NAME, ": b"),
        arguments("§5.1 a space before the colon", Rule.FIELD_NAME, "a : b"),
        arguments("RFC 9110 §5.1 a name is a token", Rule.FIELD_NAME, "a/b: c"),
        arguments("RFC 9110 §5.1 in ASCII", Rule.FIELD_NAME, "\u00e9: c"),
        arguments("§5.2 a folded line", Rule.LINE_FOLDING, " b"),
        arguments("§5.2 folded by a tab", Rule.LINE_FOLDING, "\tb: c"),
        arguments("§2.2 a bare CR", Rule.BARE_CR, "a: b\rc"),
        arguments("§2.2 a bare CR at the end", Rule.BARE_CR, "a: b\r"),
        arguments("RFC 9110 §5.5 a NUL", Rule.FIELD_VALUE, "a: \u0000"),
        arguments("RFC 9110 §5.5 a DEL", Rule.FIELD_VALUE, "a: \u007f"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void refuses(String sentence, Rule rule, String line) {
    PeerFault fault = catchThrowableOfType(PeerFault.class, () -> parse(line));
    assertThat(fault).as("a fault").isNotNull();
    assertThat(fault.rule()).isEqualTo(rule);
  }
}
