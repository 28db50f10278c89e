package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.wire.InputBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Feeds any bytes to [HeadReader] and [HeadParser], whole and in pieces: they must accept them or
/// name the broken rule, and must not accept a head that the grammar does not allow.
class HeadFuzz {
  private static final Limits LIMITS = Limits.defaults();

  /// The grammar of RFC 9112 §2.1 with any target and any value, which is wider than the grammar
  /// that the parser accepts.
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~]+ HTTP/[0-9][.][0-9]\r\n"
              + "([!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\u0080-\u00ff]*+\r\n)*+\r\n");

  /// Requests that there is nothing against.
  private static final Pattern PLAIN =
      Pattern.compile(
          "(?!CONNECT)[A-Z]{1,20} /[a-z0-9/]*+ HTTP/1[.][0-9]\r\n"
              + "Host: [a-z.]++\r\n(X-[A-Za-z]++: ?[!-~]*+\r\n){0,50}+\r\n");

  /// What became of some bytes.
  private sealed interface Outcome {
    record Understood(String head) implements Outcome {}

    record Incomplete() implements Outcome {}

    /// Which of several broken rules is told depends on the pieces.
    record Refused() implements Outcome {}
  }

  @FuzzTest
  void a_head_is_understood_or_refused(byte[] octets) throws PeerFault {
    // larger input is refused by the limits, at a point that depends on the pieces
    if (octets.length > LIMITS.requestLine()) {
      return;
    }
    Outcome atOnce = read(octets, octets.length);
    assertThat(read(octets, 1)).as("byte by byte").isEqualTo(atOnce);
    assertThat(read(octets, 7)).as("in pieces").isEqualTo(atOnce);
    if (atOnce instanceof Outcome.Understood(String head)) {
      checkParts(head);
    } else if (atOnce instanceof Outcome.Refused) {
      assertThat(latin1(octets, 0, octets.length)).doesNotMatch(PLAIN);
    }
  }

  private static Outcome read(byte[] octets, int pieceLength) {
    var reader = new HeadReader(LIMITS, false);
    var input = new InputBuffer(0);
    try {
      for (int i = 0; i < octets.length; i += pieceLength) {
        input.append(ByteBuffer.wrap(octets, i, Math.min(pieceLength, octets.length - i)));
        int length = reader.read(input);
        if (length > 0) {
          String head = latin1(input.bytes, input.start, length);
          Head _ = parse(head);
          return new Outcome.Understood(head);
        }
      }
      return new Outcome.Incomplete();
    } catch (PeerFault _) {
      return new Outcome.Refused();
    }
  }

  private static Head parse(String text) throws PeerFault {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    return HeadParser.parse(octets, 0, octets.length, LIMITS.fields(), false);
  }

  private static void checkParts(String text) throws PeerFault {
    Head head = parse(text);
    assertThat(text).matches(GRAMMAR);
    assertThat(text).startsWith(head.method().name() + " ");
    Headers fields = head.headers();
    long lines = text.lines().filter(line -> !line.isEmpty()).count() - 1;
    assertThat(fields.size()).isEqualTo(lines);
    for (Headers.Field field : fields) {
      // an application can send the fields it receives: no value contains a line break
      assertThat(Headers.of(field.name(), field.value()).size()).isOne();
      assertThat(text).contains(field.name() + ":").contains(field.value());
    }
  }

  private static String latin1(byte[] octets, int start, int length) {
    return new String(octets, start, length, StandardCharsets.ISO_8859_1);
  }
}
