package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.Limits;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Feeds any field lines to the head parser: if the head is accepted, no careful reader can find
/// another end of the body than [BodyFraming] does.
class BodyFramingFuzz {
  private static final String BEFORE = "POST / HTTP/1.1\r\nHost: a\r\n";

  @FuzzTest
  void there_is_one_way_to_read_the_framing(byte[] fields) {
    String text = BEFORE + new String(fields, StandardCharsets.ISO_8859_1) + "\r\n\r\n";
    if (text.indexOf("\r\n\r\n") != text.length() - 4) {
      return; // the bytes end the head early
    }
    Head head;
    try {
      byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
      head = HeadParser.parse(octets, 0, octets.length, Limits.defaults().fields(), false);
    } catch (PeerFault _) {
      return;
    }
    List<String> codings = values(text, "transfer-encoding");
    List<String> lengths = values(text, "content-length");
    switch (head.framing()) {
      case BodyFraming.Chunked _ -> {
        assertThat(lengths).isEmpty();
        // empty list elements are ignored, RFC 9110 §5.6.1.2
        assertThat(elements(codings).filter(one -> !one.isEmpty())).hasSize(1);
        assertThat(elements(codings)).allMatch(one -> one.isEmpty() || isChunked(one));
      }
      case BodyFraming.Sized(long length) -> {
        assertThat(codings).isEmpty();
        assertThat(lengths).isNotEmpty();
        assertThat(elements(lengths).map(BigInteger::new))
            .allMatch(BigInteger.valueOf(length)::equals);
      }
      case BodyFraming.None _ -> {
        assertThat(codings).isEmpty();
        assertThat(elements(lengths)).allSatisfy(one -> assertThat(one).matches("0+"));
      }
    }
  }

  private static boolean isChunked(String coding) {
    return coding.toLowerCase(Locale.ROOT).equals("chunked");
  }

  /// The values of all lines whose name equals `lower` without regard to whitespace and case, as a
  /// lenient reader would find them.
  private static List<String> values(String head, String lower) {
    return head.lines()
        .filter(line -> line.contains(":"))
        .filter(line -> line.split(":", 2)[0].strip().toLowerCase(Locale.ROOT).equals(lower))
        .map(line -> line.split(":", 2)[1])
        .toList();
  }

  private static Stream<String> elements(List<String> values) {
    return values.stream().flatMap(value -> Stream.of(value.split(","))).map(String::strip);
  }
}
