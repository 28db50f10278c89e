package io.github.tinyhttp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlateCodingTest {
  private static final byte[] TEXT = "the quick brown fox, the lazy dog, ".repeat(500).getBytes();

  private static ContentCoding coding(String name) {
    return FlateCoding.ALL.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] encode(String name, byte[] content, int level) throws IOException {
    var out = new ByteArrayOutputStream();
    try (OutputStream encoder = coding(name).encode(out, level)) {
      encoder.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] decode(String name, byte[] coded) throws IOException {
    try (InputStream decoder = coding(name).decode(new ByteArrayInputStream(coded))) {
      return decoder.readAllBytes();
    }
  }

  private static byte[] gzip(byte[] content) throws IOException {
    return encode("gzip", content, 6);
  }

  private static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 9})
  void the_jdk_reads_what_is_coded(int level) throws IOException {
    for (byte[] content : new byte[][] {{}, {7}, TEXT, noise(100_000)}) {
      var gzip = new GZIPInputStream(new ByteArrayInputStream(encode("gzip", content, level)));
      assertThat(gzip.readAllBytes()).isEqualTo(content);
      byte[] zlib = encode("deflate", content, level);
      assertThat(new InflaterInputStream(new ByteArrayInputStream(zlib)).readAllBytes())
          .isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void what_is_coded_can_be_decoded(String name) throws IOException {
    for (byte[] content : new byte[][] {{}, {7}, TEXT, noise(100_000)}) {
      assertThat(decode(name, encode(name, content, 6))).isEqualTo(content);
    }
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void what_was_flushed_can_be_decoded_before_the_end(String name) throws IOException {
    var out = new ByteArrayOutputStream();
    OutputStream encoder = coding(name).encode(out, 6);
    var seen = new ByteArrayOutputStream();
    for (String word : new String[] {"one", "", "two", "x".repeat(100_000)}) {
      encoder.write(word.getBytes(US_ASCII));
      encoder.flush();
      seen.writeBytes(word.getBytes(US_ASCII));
      InputStream decoder = coding(name).decode(new ByteArrayInputStream(out.toByteArray()));
      assertThat(decoder.readNBytes(seen.size())).isEqualTo(seen.toByteArray());
    }
    encoder.close();
    assertThat(decode(name, out.toByteArray())).isEqualTo(seen.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void nothing_is_taken_after_the_end(String name) throws IOException {
    var out = new ByteArrayOutputStream();
    OutputStream encoder = coding(name).encode(out, 6);
    encoder.close();
    encoder.close();
    int size = out.size();
    assertThatThrownBy(() -> encoder.write(1)).isInstanceOf(IOException.class);
    assertThatThrownBy(encoder::flush).isInstanceOf(IOException.class);
    assertThat(out.size()).isEqualTo(size);
  }

  @Test
  void a_deflater_that_was_used_starts_anew() throws IOException {
    byte[] first = encode("gzip", TEXT, 1);
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> coding("gzip").encode(new Broken(), 9).close());
      assertThat(encode("gzip", TEXT, 1)).isEqualTo(first);
      assertThat(encode("gzip", TEXT, 9)).hasSizeLessThan(first.length);
    }
  }

  private static final class Broken extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("broken");
    }
  }

  /// A prefix is never taken for the whole.
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void every_cut_is_seen(String name) throws IOException {
    byte[] coded = encode(name, "some text, some text, some text".getBytes(US_ASCII), 6);
    for (int length = 0; length < coded.length; length++) {
      byte[] cut = Arrays.copyOf(coded, length);
      assertThatThrownBy(() -> decode(name, cut))
          .as("%s bytes", length)
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void every_changed_bit_behind_the_header_is_seen(String name) throws IOException {
    byte[] content = "some text, some text, some text".getBytes(US_ASCII);
    byte[] coded = encode(name, content, 6);
    for (int bit = 8 * (name.equals("gzip") ? 10 : 2); bit < 8 * coded.length; bit++) {
      byte[] damaged = coded.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      byte[] seen;
      try {
        seen = decode(name, damaged);
      } catch (IOException _) {
        continue;
      }
      assertThat(seen).as("bit %s", bit).isEqualTo(content); // the fill bits behind the last block
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void nothing_may_follow_the_end(String name) throws IOException {
    byte[] coded = encode(name, TEXT, 6);
    for (byte[] more : new byte[][] {{0}, {0x1F}, {0x1F, (byte) 0x8B}, new byte[100]}) {
      assertThatThrownBy(() -> decode(name, join(coded, more))).isInstanceOf(IOException.class);
    }
  }

  /// RFC 1952 §2.2.
  @Test
  void members_of_gzip_may_follow_each_other() throws IOException {
    byte[] one = gzip("one ".getBytes(US_ASCII));
    byte[] none = gzip(new byte[0]);
    byte[] two = gzip("two".getBytes(US_ASCII));
    assertThat(decode("gzip", join(one, none, two))).asString(US_ASCII).isEqualTo("one two");
    byte[] cut = Arrays.copyOf(join(one, two), one.length + two.length - 1);
    assertThatThrownBy(() -> decode("gzip", cut)).isInstanceOf(IOException.class);
  }

  @Test
  void one_zlib_stream_is_all_there_is() throws IOException {
    byte[] one = encode("deflate", TEXT, 6);
    assertThatThrownBy(() -> decode("deflate", join(one, one))).isInstanceOf(IOException.class);
  }

  /// RFC 1952 §2.3.1: all that may stand in a header.
  @Test
  void a_header_of_gzip_may_have_all_its_parts() throws IOException {
    byte[] plain = gzip(TEXT);
    byte[] start = bytes(0x1F, 0x8B, 8, 2 + 4 + 8 + 16, 1, 2, 3, 4, 2, 3);
    byte[] extra = join(bytes(0x01, 0x01), new byte[257]);
    byte[] header = join(start, extra, "name\0".getBytes(US_ASCII), "said\0".getBytes(US_ASCII));
    var sum = new CRC32();
    sum.update(header);
    byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
    int low = (int) sum.getValue();
    assertThat(decode("gzip", join(header, bytes(low & 0xFF, low >> 8 & 0xFF), rest)))
        .isEqualTo(TEXT);
    byte[] wrong = join(header, bytes(~low & 0xFF, low >> 8 & 0xFF), rest);
    assertThatThrownBy(() -> decode("gzip", wrong)).isInstanceOf(IOException.class);
  }

  @Test
  void what_is_no_gzip_is_refused() throws IOException {
    byte[] plain = gzip(TEXT);
    int[][] changes = {{0, 0x1E}, {1, 0x8C}, {2, 7}, {3, 0x20}, {3, 0x40}, {3, 0x80}};
    for (int[] change : changes) {
      byte[] other = plain.clone();
      other[change[0]] = (byte) change[1];
      assertThatThrownBy(() -> decode("gzip", other)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> decode("gzip", TEXT)).isInstanceOf(IOException.class);
  }

  /// RFC 9110 §8.4.1.2: the zlib format, with all windows a coder may announce, and no dictionary.
  @Test
  void the_header_of_zlib_is_checked() throws IOException {
    byte[] plain = encode("deflate", TEXT, 6);
    int[][] good = {{0x78, 0x01}, {0x78, 0xDA}, {0x18, 0x19}};
    int[][] bad = {{0x78, 0x02}, {0x79, 0x01}, {0x88, 0x1C}, {0x78, 0xBB}};
    for (int[] header : good) {
      byte[] other = join(bytes(header), Arrays.copyOfRange(plain, 2, plain.length));
      assertThat(decode("deflate", other)).isEqualTo(TEXT);
    }
    for (int[] header : bad) {
      byte[] other = join(bytes(header), Arrays.copyOfRange(plain, 2, plain.length));
      assertThatThrownBy(() -> decode("deflate", other)).isInstanceOf(IOException.class);
    }
    var bare = new Deflater(6, true);
    bare.setInput(TEXT);
    bare.finish();
    byte[] data = new byte[1000];
    byte[] raw = Arrays.copyOf(data, bare.deflate(data));
    bare.end();
    assertThatThrownBy(() -> decode("deflate", raw)).isInstanceOf(IOException.class);
  }

  @Test
  void reads_as_little_as_it_is_asked_for() throws IOException {
    var gzip = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gzip)) {
      out.write(TEXT);
    }
    InputStream decoder = coding("gzip").decode(new OneByOne(gzip.toByteArray()));
    byte[] seen = new byte[TEXT.length];
    IntStream.range(0, seen.length).forEach(i -> seen[i] = next(decoder));
    assertThat(seen).isEqualTo(TEXT);
    assertThat(decoder.read()).isEqualTo(-1);
    assertThat(decoder.read()).isEqualTo(-1);
  }

  private static byte next(InputStream in) {
    try {
      return (byte) in.read();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// A source that never has more than one byte.
  private static final class OneByOne extends ByteArrayInputStream {
    OneByOne(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return super.read(into, offset, Math.min(length, 1));
    }
  }
}
