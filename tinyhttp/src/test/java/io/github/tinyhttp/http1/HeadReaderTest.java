package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.wire.InputBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Where a head ends: RFC 9112 §2.1 and §2.2, sections unless another RFC is named.
class HeadReaderTest {
  private static final String LINE = "GET / HTTP/1.1\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private static final String GET_CUT = GET.substring(0, GET.length() - 2);

  /// A request line of 20 octets and a head of 40 are as large as can be.
  private static final Limits LIMITS = Limits.defaults().withRequestLine(20).withHead(40);

  /// What the reader makes of octets that come in pieces.
  private sealed interface Outcome {
    /// It has found a head; `rest` came with the last piece and is not of the head.
    record Found(String head, String rest) implements Outcome {}

    record Incomplete() implements Outcome {}

    record Refused(Rule rule) implements Outcome {}
  }

  private static Outcome read(List<String> pieces) {
    var reader = new HeadReader(LIMITS, false);
    var input = new InputBuffer(0);
    try {
      for (String piece : pieces) {
        Pieces.append(input, piece);
        int length = reader.read(input);
        if (length > 0) {
          int end = input.start + length;
          return new Outcome.Found(
              Pieces.text(input.bytes, input.start, end), Pieces.text(input.bytes, end, input.end));
        }
      }
      return new Outcome.Incomplete();
    } catch (PeerFault fault) {
      return new Outcome.Refused(fault.rule());
    }
  }

  private static void finds(String head, String octets) {
    assertThat(Pieces.of(octets)).allSatisfy(pieces -> assertThat(headIn(pieces)).isEqualTo(head));
    assertThat(Pieces.prefixes(octets))
        .allSatisfy(
            prefix -> assertThat(read(List.of(prefix))).isEqualTo(new Outcome.Incomplete()));
  }

  private static String headIn(List<String> pieces) {
    return read(pieces) instanceof Outcome.Found(String head, _) ? head : "no head";
  }

  private static void refuses(Rule rule, String octets) {
    assertThat(Pieces.of(octets))
        .allSatisfy(pieces -> assertThat(read(pieces)).isEqualTo(new Outcome.Refused(rule)));
  }

  static List<Arguments> heads() {
    return List.of(
        arguments("§2.1 field lines, then an empty line", GET, GET),
        arguments(
            "§2.1 there may be no field line", "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"),
        arguments("§2.2 an empty line before the request line is ignored", "\r\n" + GET, GET),
        arguments("§2.2 and one more, ADR 4", "\r\n\r\n" + GET, GET),
        arguments("RFC 9110 §5.5 a tab in a value", LINE + "a:\tb\r\n\r\n", LINE + "a:\tb\r\n\r\n"),
        arguments("RFC 9110 §5.5 obs-text", LINE + "a:\u00ff\r\n\r\n", LINE + "a:\u00ff\r\n\r\n"),
        arguments(
            "RFC 9113 §3.4 the preface of HTTP/2",
            "PRI * HTTP/2.0\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\n"),
        arguments(
            "§3 the longest request line",
            "GET /234567 HTTP/1.1\r\n\r\n",
            "GET /234567 HTTP/1.1\r\n\r\n"),
        arguments(
            "RFC 6585 §5 the largest head",
            "GET / HTTP/1.1\r\na: 23456789012345678\r\n\r\n",
            "GET / HTTP/1.1\r\na: 23456789012345678\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("heads")
  void finds_the_end_of(String sentence, String octets, String head) {
    finds(head, octets);
  }

  static List<Arguments> faults() {
    return List.of(
        arguments("§2.2 a line ends with CR LF", Rule.BARE_LF, "GET / HTTP/1.1\n"),
        arguments("§2.2 a field line as well", Rule.BARE_LF, "GET / HTTP/1.1\r\nHost: a\n"),
        arguments("§2.2 the empty line as well", Rule.BARE_LF, "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        arguments("§2.2 and one before the request line", Rule.BARE_LF, "\nGET / HTTP/1.1\r\n"),
        arguments("§2.2 a CR stands only before a LF", Rule.BARE_CR, "GET / HTTP/1.1\r\r\n"),
        arguments("§2.2 within a line as well", Rule.BARE_CR, "GET / HTTP/1.1\rX"),
        arguments("§2.2 in a value as well", Rule.BARE_CR, LINE + "a: b\rc"),
        arguments("§2.2 in the empty line as well, with a body", Rule.BARE_CR, GET_CUT + "\rabc"),
        arguments("§2.2 in the empty line as well", Rule.BARE_CR, "GET / HTTP/1.1\r\n\r\r\n"),
        arguments("§2.2 three empty lines, ADR 4", Rule.REQUEST_LINE, "\r\n\r\n\r\n"),
        arguments("RFC 9110 §5.5 a NUL", Rule.CONTROL_BYTE, "GET / HTTP/1.1\r\na: \u0000"),
        arguments("RFC 9110 §5.5 a vertical tab", Rule.CONTROL_BYTE, "GET /\u000b"),
        arguments("RFC 9110 §5.5 a DEL", Rule.CONTROL_BYTE, "GET / HTTP/1.1\r\na: \u007f"),
        arguments("§2.2 a TLS record", Rule.CONTROL_BYTE, "\u0016\u0003\u0001"),
        arguments(
            "§3 a request line too long",
            Rule.REQUEST_LINE_TOO_LONG,
            "GET /2345678 HTTP/1.1\r\n\r\n"),
        arguments(
            "§3 a method too long is not a target too long",
            Rule.METHOD_TOO_LONG,
            "A".repeat(65) + " / HTTP/1.1\r\n\r\n"),
        arguments("§3 even before it ends", Rule.METHOD_TOO_LONG, "A".repeat(65)),
        arguments("§3 even before it ends", Rule.REQUEST_LINE_TOO_LONG, "GET /23456789012345678"),
        arguments(
            "RFC 6585 §5 a head too large",
            Rule.HEAD_TOO_LARGE,
            "GET / HTTP/1.1\r\na: 234567890123456789\r\n\r\n"),
        arguments(
            "RFC 6585 §5 even before it ends",
            Rule.HEAD_TOO_LARGE,
            "GET / HTTP/1.1\r\na: 23456789012345678901234"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void refuses(String sentence, Rule rule, String octets) {
    refuses(rule, octets);
  }

  @Test
  void leaves_what_follows_a_head_where_it_is() {
    assertThat(read(List.of(GET + "rest"))).isEqualTo(new Outcome.Found(GET, "rest"));
  }

  /// RFC 9112 §9.3.2: pipelined requests follow each other without anything between them.
  @Test
  void finds_one_head_after_the_other() throws PeerFault {
    var reader = new HeadReader(LIMITS, false);
    var input = new InputBuffer(0);
    Pieces.append(input, GET + "\r\n\r\n" + GET + "\r\n\r\n" + GET);
    for (int i = 0; i < 3; i++) {
      int length = reader.read(input);
      assertThat(length).isEqualTo(GET.length());
      input.start += length;
    }
    assertThat(input.isEmpty()).isTrue();
  }
}
