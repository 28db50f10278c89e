package io.github.tinyhttp.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Feeds any bytes to [MultipartReader], whole and in pieces: it must find the parts that a second,
/// slower reader finds, or refuse. [PartName] must read their names or refuse them.
class MultipartFuzz {
  private static final String BOUNDARY = "b";
  private static final String LINE = "\r\n--" + BOUNDARY;
  private static final FormLimits LIMITS =
      FormLimits.defaults().withParts(100).withHead(2048).withMemory(1 << 20).withTotal(1 << 20);

  /// The result of reading some bytes.
  ///
  /// @param status the status of the refusal, or 200
  private record Outcome(int status, List<String> contents) {}

  @FuzzTest
  void a_multipart_body_is_taken_apart_or_refused(byte[] octets) {
    if (octets.length > LIMITS.head()) {
      return; // larger input is refused by the limits
    }
    Outcome atOnce = read(octets, octets.length, 8192);
    assertThat(read(octets, 1, 8192)).as("byte by byte").isEqualTo(atOnce);
    assertThat(read(octets, 7, 3)).as("in pieces").isEqualTo(atOnce);
    if (atOnce.status() == 200) {
      String text = new String(octets, StandardCharsets.ISO_8859_1);
      assertThat(atOnce.contents()).isEqualTo(contentsOf("\r\n" + text));
    }
  }

  private static Outcome read(byte[] octets, int pieceLength, int room) {
    var reader = new MultipartReader(new Pieces(octets, pieceLength), BOUNDARY, LIMITS);
    var contents = new ArrayList<String>();
    try {
      for (Optional<Headers> head = reader.next(); head.isPresent(); head = reader.next()) {
        readName(head.get());
        contents.add(read(reader, new byte[room]));
      }
      return new Outcome(200, contents);
    } catch (HttpException e) {
      // the content before the refusal depends on the pieces
      return new Outcome(e.status().code(), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(MultipartReader reader, byte[] into) throws IOException {
    var content = new StringBuilder();
    for (int count = reader.read(into, 0, into.length); count >= 0; ) {
      assertThat(count).isPositive();
      content.append(new String(into, 0, count, StandardCharsets.ISO_8859_1));
      count = reader.read(into, 0, into.length);
    }
    return content.toString();
  }

  private static void readName(Headers head) {
    try {
      PartName name = PartName.of(head, StandardCharsets.UTF_8);
      assertThat(name.fileName().orElse("")).doesNotContain("/", "\\").isNotIn(".", "..");
    } catch (HttpException e) {
      assertThat(e.status().code()).isEqualTo(400);
    }
  }

  /// Finds the parts of a body that is known to be valid. The content of a part is all between its
  /// first empty line and the next delimiter.
  private static List<String> contentsOf(String body) {
    var contents = new ArrayList<String>();
    int at = body.indexOf(LINE) + LINE.length();
    while (!body.startsWith("--", at)) {
      int end = body.indexOf(LINE, at);
      String part = body.substring(at, end);
      int empty = part.indexOf("\r\n\r\n");
      contents.add(empty < 0 ? "" : part.substring(empty + 4));
      at = end + LINE.length();
    }
    return contents;
  }

  /// A stream that returns a few bytes at a time.
  private static final class Pieces extends InputStream {
    private final ByteArrayInputStream all;
    private final int most;

    Pieces(byte[] octets, int most) {
      this.all = new ByteArrayInputStream(octets);
      this.most = most;
    }

    @Override
    public int read() {
      return all.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return all.read(into, offset, Math.min(length, most));
    }
  }
}
