package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.wire.InputBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Whatever bytes come, in whatever pieces: [HeadReader] and [HeadParser] understand them or refuse
/// them with a rule, and take nothing for a head that the grammar does not.
class HeadFuzz {
  private static final Limits LIMITS = Limits.defaults();

  /// RFC 9112 §2.1 without regard to what targets and values mean; wider than what we accept.
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
    record Whole(String head) implements Outcome {}

    record Incomplete() implements Outcome {}

    record Refused(Rule rule) implements Outcome {}
  }

  @FuzzTest
  void a_head_is_understood_or_refused(byte[] octets) {
    // with larger input the limits decide, and they may decide earlier when it comes in pieces
    if (octets.length > LIMITS.requestLine()) {
      return;
    }
    Outcome atOnce = read(octets, octets.length);
    assertThat(read(octets, 1)).as("byte by byte").isEqualTo(atOnce);
    assertThat(read(octets, 7)).as("in pieces").isEqualTo(atOnce);
    if (atOnce instanceof Outcome.Whole(String head)) {
      parse(head);
    }
  }

  private static Outcome read(byte[] octets, int pieceLength) {
    var reader = new HeadReader(LIMITS);
    var window = new InputBuffer(0);
    try {
      for (int i = 0; i < octets.length; i += pieceLength) {
        window.append(ByteBuffer.wrap(octets, i, Math.min(pieceLength, octets.length - i)));
        int length = reader.read(window);
        if (length > 0) {
          return new Outcome.Whole(latin(window.bytes, window.start, length));
        }
      }
      return new Outcome.Incomplete();
    } catch (PeerFault e) {
      return new Outcome.Refused(e.rule());
    }
  }

  private static void parse(String text) {
    Head head;
    try {
      byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
      head = HeadParser.parse(octets, 0, octets.length, LIMITS.fields(), false);
    } catch (PeerFault e) {
      assertThat(text).as("%s", e.rule()).doesNotMatch(PLAIN);
      return;
    }
    assertThat(text).matches(GRAMMAR);
    assertThat(text).startsWith(head.method().name() + " ");
    Headers fields = head.headers();
    long lines = text.lines().filter(line -> !line.isEmpty()).count() - 1;
    assertThat(fields.size()).isEqualTo(lines);
    for (Headers.Field field : fields) {
      // what the application sees it can also send: nothing in it breaks a line
      assertThat(Headers.of(field.name(), field.value()).size()).isOne();
      assertThat(text).contains(field.name() + ":").contains(field.value());
    }
  }

  private static String latin(byte[] octets, int start, int length) {
    return new String(octets, start, length, StandardCharsets.ISO_8859_1);
  }
}
