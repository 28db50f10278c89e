package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.wire.InputBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The chunked transfer coding: RFC 9112 §7.1, sections unless another RFC is named.
class ChunkedBodyTest {
  private static final Limits LIMITS = Limits.defaults().withHead(32).withFields(2);

  /// What the decoder makes of octets that come in pieces.
  ///
  /// @param end `finished`, `incomplete`, or the rule that was broken
  /// @param rest what came and is not of the body
  private record Decoded(String content, String end, String rest) {}

  private static Decoded decode(List<String> pieces, int room) {
    var body = new ChunkedBody(LIMITS);
    var input = new InputBuffer(0);
    var content = new StringBuilder();
    String end;
    try {
      for (String piece : pieces) {
        Pieces.append(input, piece);
        byte[] into = new byte[room];
        int count;
        while ((count = body.decode(input, into, 0, room)) > 0) {
          content.append(Pieces.text(into, 0, count));
        }
      }
      end = body.isFinished() ? "finished" : "incomplete";
    } catch (PeerFault fault) {
      end = fault.rule().name();
    }
    return new Decoded(content.toString(), end, Pieces.text(input.bytes, input.start, input.end));
  }

  private static void decodes(String content, String octets) {
    var whole = new Decoded(content, "finished", "");
    assertThat(Pieces.of(octets))
        .allSatisfy(pieces -> assertThat(decode(pieces, 8)).isEqualTo(whole));
    assertThat(decode(List.of(octets), 1)).as("room for one octet").isEqualTo(whole);
    assertThat(Pieces.prefixes(octets))
        .allSatisfy(
            prefix -> {
              Decoded part = decode(List.of(prefix), 8);
              assertThat(part.end()).isEqualTo("incomplete");
              assertThat(content).startsWith(part.content());
            });
  }

  private static void refuses(Rule rule, String octets) {
    assertThat(Pieces.of(octets))
        .allSatisfy(pieces -> assertThat(decode(pieces, 8).end()).isEqualTo(rule.name()));
  }

  static List<Arguments> bodies() {
    return List.of(
        arguments("a last chunk alone", "", "0\r\n\r\n"),
        arguments("chunk-size is the number of octets", "hello", "5\r\nhello\r\n0\r\n\r\n"),
        arguments("chunks make one content", "hello", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
        arguments("chunk-size is hexadecimal", "0123456789", "a\r\n0123456789\r\n0\r\n\r\n"),
        arguments("in either case", "0123456789", "A\r\n0123456789\r\n0\r\n\r\n"),
        arguments("zeros may lead", "a", "0001\r\na\r\n0\r\n\r\n"),
        arguments("last-chunk is 1*(\"0\")", "", "000\r\n\r\n"),
        arguments("chunk-data is any octets", "\r\n0\r\n\r\n", "7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n"),
        arguments("§7.1.1 an extension", "a", "1;a=b\r\na\r\n0\r\n\r\n"),
        arguments("§7.1.1 at the last chunk", "a", "1\r\na\r\n0;a=\"b;c\"\r\n\r\n"),
        arguments("§7.1.2 a trailer section", "a", "1\r\na\r\n0\r\na: b\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void decodes(String sentence, String content, String octets) {
    decodes(content, octets);
  }

  static List<Arguments> faults() {
    return List.of(
        arguments("no size", Rule.CHUNK_SIZE, "\r\nhello\r\n"),
        arguments("a size of no digits", Rule.CHUNK_SIZE, "g\r\n"),
        arguments("a sign", Rule.CHUNK_SIZE, "+5\r\n"),
        arguments("the other sign", Rule.CHUNK_SIZE, "-5\r\n"),
        arguments("a prefix", Rule.CHUNK_SIZE, "0x5\r\n"),
        arguments("white space before the size", Rule.CHUNK_SIZE, " 5\r\n"),
        arguments("white space after it is of no extension", Rule.CHUNK_EXTENSION, "5 \r\n"),
        arguments("another digit after a space", Rule.CHUNK_EXTENSION, "5 5\r\n"),
        arguments("2^63 overflows", Rule.CHUNK_SIZE, "8000000000000000\r\n"),
        arguments("so does 2^64 + 5", Rule.CHUNK_SIZE, "10000000000000005\r\n"),
        arguments("§2.2 a bare LF after the size", Rule.BARE_LF, "5\nhello\r\n"),
        arguments("§2.2 a bare LF alone", Rule.BARE_LF, "\n"),
        arguments("§2.2 a bare CR after the size", Rule.BARE_CR, "5\r\r\n"),
        arguments("§2.2 a CR that is no end", Rule.BARE_CR, "5\rhello\r\n"),
        arguments("more data than the size tells", Rule.CHUNK_END, "4\r\nhello\r\n"),
        arguments("data that ends with a LF", Rule.CHUNK_END, "5\r\nhello\n"),
        arguments("data that ends with a CR", Rule.CHUNK_END, "5\r\nhello\r5"),
        arguments("data that ends with nothing", Rule.CHUNK_END, "5\r\nhello0\r\n\r\n"),
        arguments("§7.1.1 an extension without name", Rule.CHUNK_EXTENSION, "5;\r\n"),
        arguments("§7.1.1 a LF in a quoted value", Rule.BARE_LF, "5;a=\"\n"),
        arguments("§7.1.2 a trailer without colon", Rule.FIELD_NAME, "0\r\na\r\n\r\n"),
        arguments("§5.2 a folded trailer", Rule.LINE_FOLDING, "0\r\na: b\r\n c\r\n\r\n"),
        arguments("§2.2 a trailer that ends with a LF", Rule.BARE_LF, "0\r\na: b\n\r\n"),
        arguments("§2.2 a bare LF for the empty line", Rule.BARE_LF, "0\r\n\n"),
        arguments("§2.2 a bare CR in a trailer", Rule.BARE_CR, "0\r\na: b\rc\r\n\r\n"),
        arguments(
            "RFC 6585 §5 a third trailer", Rule.TOO_MANY_FIELDS, "0\r\na:\r\nb:\r\nc:\r\n\r\n"),
        arguments("RFC 6585 §5 a long trailer", Rule.HEAD_TOO_LARGE, "0\r\na: " + "x".repeat(30)),
        arguments(
            "RFC 6585 §5 two trailers that are long together",
            Rule.HEAD_TOO_LARGE,
            "0\r\na: " + "x".repeat(20) + "\r\nb: " + "x".repeat(20)),
        arguments(
            "§7.1.1 long extensions", Rule.CHUNK_EXTENSIONS_TOO_LARGE, "5;a=" + "x".repeat(4092)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void refuses(String sentence, Rule rule, String octets) {
    refuses(rule, octets);
  }

  @Test
  void takes_a_size_of_63_bits() throws PeerFault {
    var body = new ChunkedBody(LIMITS);
    var input = new InputBuffer(0);
    Pieces.append(input, "7fffffffffffffff\r\n");
    assertThat(body.decode(input, new byte[8], 0, 8)).isZero();
    assertThat(body.unframed()).isEqualTo(Long.MAX_VALUE);
  }

  /// §7.1.1: many short extensions are as much as a long one.
  @Test
  void bounds_the_extensions_of_all_chunks_together() {
    String chunk = "1;a=" + "x".repeat(1000) + "\r\na\r\n";
    assertThat(decode(List.of(chunk.repeat(16)), 64).end()).isEqualTo("incomplete");
    assertThat(decode(List.of(chunk.repeat(17)), 64).end())
        .isEqualTo(Rule.CHUNK_EXTENSIONS_TOO_LARGE.name());
  }

  @Test
  void leaves_what_follows_the_body_where_it_is() {
    assertThat(decode(List.of("1\r\na\r\n0\r\n\r\nGET /"), 8))
        .isEqualTo(new Decoded("a", "finished", "GET /"));
  }

  /// §7.1.2: trailer fields are kept apart, in their order.
  @Test
  void keeps_the_trailer_fields() throws PeerFault {
    var body = new ChunkedBody(LIMITS);
    var input = new InputBuffer(0);
    Pieces.append(input, "0\r\na: \tb \r\nA:\r\n\r\n");
    assertThat(body.decode(input, new byte[8], 0, 8)).isZero();
    assertThat(body.isFinished()).isTrue();
    assertThat(body.trailers()).isEqualTo(Headers.of("a", "b", "A", ""));
  }

  /// Content of a chunk may be read past the decoder, up to the chunk's end and no further.
  @Test
  void counts_what_is_read_past_it() throws PeerFault {
    var body = new ChunkedBody(LIMITS);
    var input = new InputBuffer(0);
    byte[] into = new byte[8];
    assertThat(body.unframed()).isZero();
    Pieces.append(input, "5\r\nhe");
    assertThat(body.decode(input, into, 0, 8)).isEqualTo(2);
    assertThat(body.unframed()).isEqualTo(3);
    body.took(2);
    assertThat(body.unframed()).isOne();
    body.took(1);
    assertThat(body.unframed()).isZero();
    Pieces.append(input, "\r\n0\r\n\r\n");
    assertThat(body.decode(input, into, 0, 8)).isZero();
    assertThat(body.isFinished()).isTrue();
  }
}
