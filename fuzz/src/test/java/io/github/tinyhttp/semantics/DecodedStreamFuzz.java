package io.github.tinyhttp.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.ContentCoding;
import io.github.tinyhttp.HttpException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/// Feeds any bytes to the content decoders, whole and in pieces: the result must not depend on the
/// pieces, must equal that of the JDK or be a refusal, and must stay within bounds. Content that
/// was encoded by the library must be decoded to itself.
class DecodedStreamFuzz {
  private static final int MOST = (1 << 20) + 100;
  private static final List<ContentCoding> OWN =
      List.of(Codings.named("gzip").orElseThrow(), Codings.named("deflate").orElseThrow());

  /// The result of reading some bytes.
  ///
  /// @param status the status of the refusal, or 200
  private record Outcome(int status, byte[] content) {
    boolean isLike(Outcome other) {
      return status == other.status && Arrays.equals(content, other.content);
    }
  }

  @FuzzTest
  void content_is_decoded_or_refused(byte[] octets) {
    if (octets.length == 0) {
      return;
    }
    byte[] sent = Arrays.copyOfRange(octets, 1, octets.length);
    List<ContentCoding> codings =
        switch (octets[0] & 3) {
          case 0 -> OWN.subList(0, 1);
          case 1 -> OWN.subList(1, 2);
          case 2 -> OWN;
          default -> OWN.reversed();
        };
    Outcome atOnce = read(sent, codings, sent.length + 1, 8192);
    assertThat(read(sent, codings, 1, 8192).isLike(atOnce)).as("byte by byte").isTrue();
    assertThat(read(sent, codings, 7, 3).isLike(atOnce)).as("in pieces").isTrue();
    assertThat(atOnce.content().length).isLessThanOrEqualTo(MOST + 100 * sent.length);
    if (atOnce.status() == 200 && sent.length > 0) {
      assertThat(read(jdk(sent, codings), 8192)).isEqualTo(atOnce.content());
    }
    Outcome again = read(coded(sent, codings, octets[0]), codings, 100, 100);
    assertThat(again.isLike(new Outcome(200, sent))).as("encoded by the library").isTrue();
  }

  private static Outcome read(byte[] sent, List<ContentCoding> codings, int piece, int room) {
    var pieces =
        new ByteArrayInputStream(sent) {
          @Override
          public int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, piece));
          }
        };
    try (var decoded = new DecodedStream(pieces, codings)) {
      return new Outcome(200, read(decoded, room));
    } catch (HttpException e) {
      assertThat(e.status().code()).isIn(400, 413);
      return new Outcome(
          e.status().code(), new byte[0]); // the bytes before the refusal depend on the pieces
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(InputStream in, int room) throws IOException {
    var content = new ByteArrayOutputStream();
    byte[] buffer = new byte[room];
    for (int count = in.read(buffer, 0, room); count >= 0; count = in.read(buffer, 0, room)) {
      assertThat(count).isPositive();
      content.write(buffer, 0, count);
    }
    return content.toByteArray();
  }

  private static byte[] read(Opening source, int room) {
    try (InputStream in = source.open()) {
      return read(in, room);
    } catch (IOException e) {
      throw new UncheckedIOException("the JDK refuses content that the library accepts", e);
    }
  }

  private interface Opening {
    InputStream open() throws IOException;
  }

  private static Opening jdk(byte[] sent, List<ContentCoding> codings) {
    return () -> {
      InputStream in = new ByteArrayInputStream(sent);
      for (ContentCoding coding : codings.reversed()) {
        byte[] inner =
            (coding.name().equals("gzip") ? new GZIPInputStream(in) : new InflaterInputStream(in))
                .readAllBytes(); // makes `available` exact
        in = new ByteArrayInputStream(inner);
      }
      return in;
    };
  }

  private static byte[] coded(byte[] content, List<ContentCoding> codings, int salt) {
    byte[] bytes = content;
    try {
      for (ContentCoding coding : codings) {
        var sink = new ByteArrayOutputStream();
        try (OutputStream out = coding.encode(sink, 1 + (salt & 7))) {
          int middle = bytes.length * (salt & 0xF) / 16;
          out.write(bytes, 0, middle);
          out.flush();
          out.write(bytes, middle, bytes.length - middle);
        }
        bytes = sink.toByteArray();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }
}
