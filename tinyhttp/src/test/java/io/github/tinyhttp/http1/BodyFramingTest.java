package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// How the end of a request's body is found: RFC 9112 §6, sections unless another RFC is named. The
/// field lines are read by [HeadParser], since half of the rules are about how they are written.
class BodyFramingTest {
  private static final String TE = "Transfer-Encoding: ";
  private static final String CL = "Content-Length: ";

  private static BodyFraming framing(String version, String lines) throws PeerFault {
    byte[] octets =
        Pieces.octets("POST / HTTP/" + version + "\r\nHost: a\r\n" + lines + "\r\n\r\n");
    return HeadParser.parse(octets, 0, octets.length, 10, false).framing();
  }

  static List<Arguments> framings() {
    BodyFraming five = new BodyFraming.Sized(5);
    return List.of(
        arguments("§6.3(7) neither field, no body", BodyFraming.NONE, "1.1", "a: b"),
        arguments("§6.3(7) nor in 1.0", BodyFraming.NONE, "1.0", "a: b"),
        arguments("§6.3(6) a length", five, "1.1", CL + "5"),
        arguments("§6.3(6) a length in 1.0", five, "1.0", CL + "5"),
        arguments("§6.3(6) a length of zero", BodyFraming.NONE, "1.1", CL + "0"),
        arguments("RFC 9110 §8.6 1*DIGIT, so zeros may lead", five, "1.1", CL + "0005"),
        arguments(
            "RFC 9110 §8.6 any number",
            new BodyFraming.Sized(Long.MAX_VALUE),
            "1.1",
            CL + "9223372036854775807"),
        arguments("§5.1 white space around it", five, "1.1", "content-length:\t5 \t"),
        arguments("§6.3(5) zeros may lead", five, "1.1", CL + "05"),
        arguments("§6.3(4) chunked", BodyFraming.CHUNKED, "1.1", TE + "chunked"),
        arguments(
            "§7 coding names have no case",
            BodyFraming.CHUNKED,
            "1.1",
            "TRANSFER-ENCODING: Chunked"),
        arguments("RFC 9110 §2.5 chunked in 1.2", BodyFraming.CHUNKED, "1.2", TE + "chunked"),
        arguments("RFC 9110 §5.6.1 empty elements", BodyFraming.CHUNKED, "1.1", TE + ", chunked,"),
        arguments(
            "RFC 9110 §5.3 an empty line of it",
            BodyFraming.CHUNKED,
            "1.1",
            TE + "\r\n" + TE + "chunked"),
        arguments(
            "§6.1 another field's name", BodyFraming.NONE, "1.1", "Transfer_Encoding: chunked"),
        arguments("§6.1 nothing about TE", BodyFraming.NONE, "1.1", "TE: chunked"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("framings")
  void finds(String sentence, BodyFraming framing, String version, String lines) throws PeerFault {
    assertThat(framing(version, lines)).isEqualTo(framing);
  }

  static List<Arguments> faults() {
    Rule number = Rule.LENGTH_NOT_A_NUMBER;
    Rule twice = Rule.LENGTH_TWICE;
    Rule last = Rule.CHUNKED_NOT_FINAL;
    return List.of(
        arguments("§6.3(5) no digits", number, "1.1", CL),
        arguments("§6.3(5) letters", number, "1.1", CL + "five"),
        arguments("§6.3(5) a sign", number, "1.1", CL + "+5"),
        arguments("§6.3(5) the other sign", number, "1.1", CL + "-5"),
        arguments("§6.3(5) a fraction", number, "1.1", CL + "5.0"),
        arguments("§6.3(5) hexadecimal", number, "1.1", CL + "0x5"),
        arguments("§6.3(5) two numbers", number, "1.1", CL + "5 5"),
        arguments("§6.3(5) a quoted number", number, "1.1", CL + "\"5\""),
        arguments("§6.3(5) digits of another script", number, "1.1", CL + "\u00b2"),
        arguments("RFC 9110 §8.6 2^63 overflows", number, "1.1", CL + "9223372036854775808"),
        arguments("RFC 9110 §8.6 so does 2^64 + 5", number, "1.1", CL + "18446744073709551621"),
        arguments("§6.3(5) all values are valid, ADR 4", number, "1.1", CL + "5,"),
        arguments("§6.3(5) the first as well", number, "1.1", CL + ",5"),
        arguments("§6.3(5) a list of different ones", number, "1.1", CL + "5, 6"),
        arguments("§6.3(5) a list of equal ones, ADR 4", number, "1.1", CL + "5, 5"),
        arguments("§6.3(5) an empty second line", twice, "1.1", CL + "5\r\n" + CL),
        arguments("§6.3(5) different ones in two lines", twice, "1.1", CL + "5\r\n" + CL + "6"),
        arguments("§6.3(5) equal ones, ADR 4", twice, "1.1", CL + "5\r\n" + CL + "5"),
        arguments("§6.3(5) in another case", twice, "1.1", CL + "5\r\ncONTENT-lENGTH: 5"),
        arguments("§6.3(5) in HTTP/1.0", twice, "1.0", CL + "5\r\n" + CL + "5"),
        arguments("§6.3(5) zero is a length", twice, "1.1", CL + "0\r\n" + CL + "0"),
        arguments(
            "§6.3(3) both fields",
            Rule.LENGTH_WITH_TRANSFER_CODING,
            "1.1",
            CL + "5\r\n" + TE + "chunked"),
        arguments(
            "§6.3(3) in the other order",
            Rule.LENGTH_WITH_TRANSFER_CODING,
            "1.1",
            TE + "chunked\r\n" + CL + "5"),
        arguments(
            "§6.3(3) whatever the length",
            Rule.LENGTH_WITH_TRANSFER_CODING,
            "1.1",
            TE + "chunked\r\n" + CL + "x"),
        arguments(
            "§6.3(3) whatever the coding",
            Rule.LENGTH_WITH_TRANSFER_CODING,
            "1.1",
            TE + "\r\n" + CL + "5"),
        arguments("§6.1 faulty in 1.0", Rule.TRANSFER_CODING_IN_HTTP_1_0, "1.0", TE + "chunked"),
        arguments("§6.1 whatever the coding is", Rule.TRANSFER_CODING_IN_HTTP_1_0, "1.0", TE + "x"),
        arguments("§6.3(4) no coding", last, "1.1", TE),
        arguments("§6.3(4) another coding only", last, "1.1", TE + "gzip"),
        arguments("§6.3(4) another coding last", last, "1.1", TE + "chunked, gzip"),
        arguments("§6.3(4) another line last", last, "1.1", TE + "chunked\r\n" + TE + "identity"),
        arguments("§6.3(4) almost chunked", last, "1.1", TE + "xchunked"),
        arguments("§6.3(4) in quotes", last, "1.1", TE + "\"chunked\""),
        arguments("§7.1 chunked has no parameters", last, "1.1", TE + "chunked;a=b"),
        arguments("§6.1 chunked twice", Rule.CHUNKED_TWICE, "1.1", TE + "chunked, chunked"),
        arguments(
            "§6.1 in two lines", Rule.CHUNKED_TWICE, "1.1", TE + "chunked\r\n" + TE + "Chunked"),
        arguments("§6.1 around another", Rule.CHUNKED_TWICE, "1.1", TE + "chunked, gzip, chunked"),
        arguments(
            "§6.1 a coding that is not known",
            Rule.UNKNOWN_TRANSFER_CODING,
            "1.1",
            TE + "gzip, chunked"),
        arguments(
            "§6.1 in a line of its own",
            Rule.UNKNOWN_TRANSFER_CODING,
            "1.1",
            TE + "gzip\r\n" + TE + "chunked"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void refuses(String sentence, Rule rule, String version, String lines) {
    PeerFault fault = catchThrowableOfType(PeerFault.class, () -> framing(version, lines));
    assertThat(fault).as("a fault").isNotNull();
    assertThat(fault.rule()).isEqualTo(rule);
  }
}
