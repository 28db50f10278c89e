package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Feeds any bytes to [ChunkedBody], whole and in pieces: it must find the content and the end that
/// a second, slower decoder finds, or refuse.
class ChunkedBodyFuzz {
  private static final Limits LIMITS = Limits.defaults();

  /// A chunk line: its size, its extensions, and the line end.
  private static final Pattern SIZE_LINE = Pattern.compile("([0-9A-Fa-f]+)[^\r\n]*+\r\n");

  /// The result of decoding some bytes.
  ///
  /// @param used how many of the bytes belong to the body, if it is finished
  /// @param rule the broken rule, or an empty string
  private record Decoded(String content, boolean finished, int used, String rule) {}

  @FuzzTest
  void a_chunked_body_is_decoded_or_refused(byte[] octets) {
    if (octets.length > 4000) {
      return; // the point at which a longer line is refused depends on the pieces
    }
    Decoded atOnce = decode(octets, octets.length, 8192);
    Decoded byteByByte = decode(octets, 1, 8192);
    assertThat(byteByByte.rule()).isEqualTo(atOnce.rule());
    if (atOnce.rule().isEmpty()) {
      assertThat(byteByByte).isEqualTo(atOnce);
      assertThat(decode(octets, octets.length, 3)).as("little room").isEqualTo(atOnce);
    }
    if (atOnce.finished()) {
      assertThat(atOnce.content()).isEqualTo(contentOf(latin(octets), atOnce.used()));
    }
  }

  private static Decoded decode(byte[] octets, int pieceLength, int room) {
    var body = new ChunkedBody(LIMITS);
    var window = new InputBuffer(0);
    var content = new ByteArrayOutputStream();
    int given = 0;
    String rule = "";
    try {
      while (given < octets.length && !body.isFinished()) {
        int more = Math.min(pieceLength, octets.length - given);
        window.append(ByteBuffer.wrap(octets, given, more));
        given += more;
        drain(body, window, content, room);
      }
    } catch (PeerFault e) {
      rule = e.rule().name();
    }
    boolean finished = body.isFinished();
    return new Decoded(
        latin(content.toByteArray()), finished, finished ? given - window.size() : 0, rule);
  }

  private static void drain(
      ChunkedBody body, InputBuffer window, ByteArrayOutputStream content, int room)
      throws PeerFault {
    byte[] into = new byte[room];
    int count = body.decode(window, into, 0, room);
    while (count > 0) {
      content.write(into, 0, count);
      count = body.decode(window, into, 0, room);
    }
  }

  /// Decodes a body that is known to be valid and to end at `end`.
  private static String contentOf(String octets, int end) {
    var content = new StringBuilder();
    Matcher line = SIZE_LINE.matcher(octets);
    int at = 0;
    while (line.region(at, octets.length()).lookingAt()) {
      int size = Integer.parseInt(line.group(1), 16);
      if (size == 0) {
        String trailers = octets.substring(line.end(), end);
        assertThat(trailers).endsWith("\r\n");
        assertThat(("\r\n" + trailers).indexOf("\r\n\r\n")).isEqualTo(trailers.length() - 2);
        return content.toString();
      }
      content.append(octets, line.end(), line.end() + size);
      at = line.end() + size;
      assertThat(octets.substring(at, at + 2)).isEqualTo("\r\n");
      at += 2;
    }
    throw new AssertionError("no last chunk");
  }

  private static String latin(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }
}
