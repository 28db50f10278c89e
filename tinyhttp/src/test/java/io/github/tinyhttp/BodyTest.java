package io.github.tinyhttp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyTest {
  private static final byte[] HELLO = "hello".getBytes(US_ASCII);

  private record Letters() implements SeekableContent {
    @Override
    public long length() {
      return HELLO.length;
    }

    @Override
    public ReadableByteChannel open(long offset) {
      int start = Math.toIntExact(offset);
      return Channels.newChannel(new ByteArrayInputStream(HELLO, start, HELLO.length - start));
    }
  }

  private record Ending(CountDownLatch ended) implements Body.EndlessWriter {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(HELLO);
    }

    @Override
    public void end() {
      ended.countDown();
    }

    @Override
    public void probe() {}
  }

  private static String contentOf(Body body) throws Exception {
    var out = new ByteArrayOutputStream();
    body.writeTo(out);
    return out.toString(US_ASCII);
  }

  /// Bodies of each kind that is not in memory, all with the same content.
  private static List<Body> elsewhere(Path file) {
    return List.of(
        Body.of(file),
        Body.of(new Letters()),
        Body.of(new Letters(), 0, 5),
        Body.stream(new ByteArrayInputStream(HELLO)),
        Body.stream(new ByteArrayInputStream(HELLO), 5),
        Body.written(out -> out.write(HELLO)),
        Body.endless(() -> new Ending(new CountDownLatch(1))));
  }

  @Test
  void in_memory_has_its_bytes() throws Exception {
    Body body = Body.of(HELLO);
    assertThat(body.isInMemory()).isTrue();
    assertThat(body.isEmpty()).isFalse();
    assertThat(body.bytes()).isSameAs(HELLO);
    assertThat(body.length()).hasValue(5);
    assertThat(contentOf(body)).isEqualTo("hello");
    assertThat(body).hasToString("5 bytes");
  }

  @Test
  void without_a_byte_is_empty() throws Exception {
    for (Body body : List.of(Body.empty(), Body.of(new byte[0]))) {
      assertThat(body.isEmpty()).isTrue();
      assertThat(body.isInMemory()).isTrue();
      assertThat(body.length()).hasValue(0);
      assertThat(contentOf(body)).isEmpty();
    }
  }

  @Test
  void elsewhere_has_no_bytes_and_writes_itself(@TempDir Path folder) throws Exception {
    for (Body body : elsewhere(Files.write(folder.resolve("file"), HELLO))) {
      assertThat(body.isInMemory()).as("%s", body).isFalse();
      assertThat(body.isEmpty()).as("%s", body).isFalse();
      assertThatIllegalStateException().isThrownBy(body::bytes).withMessageContaining("" + body);
      assertThat(contentOf(body)).as("%s", body).isEqualTo("hello");
    }
  }

  @Test
  void has_one_source_only(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("file"), HELLO);
    for (Body body : elsewhere(file)) {
      long sources =
          List.of(
                  body.file(),
                  body.seekable(),
                  body.inputStream(),
                  body.writer(),
                  body.endlessWriter())
              .stream()
              .filter(source -> source.isPresent())
              .count();
      assertThat(sources).as("%s", body).isEqualTo(1);
    }
    assertThat(Body.of(file).file()).hasValue(file);
    assertThat(Body.of(file).length()).hasValue(5);
  }

  @Test
  void of_seekable_content_knows_its_part() throws Exception {
    Body whole = Body.of(new Letters());
    assertThat(whole.seekable()).hasValue(new Letters());
    assertThat(whole.start()).isZero();
    assertThat(whole.count()).isEmpty();
    assertThat(whole.length()).hasValue(5);
    Body part = Body.of(new Letters(), 1, 3);
    assertThat(part.start()).isEqualTo(1);
    assertThat(part.count()).hasValue(3);
    assertThat(part.length()).hasValue(3);
    assertThat(contentOf(part)).isEqualTo("ell");
  }

  @Test
  void of_a_part_that_cannot_be_is_refused() {
    var content = new Letters();
    assertThatIllegalArgumentException().isThrownBy(() -> Body.of(content, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Body.of(content, 0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> Body.of(content, 1, Long.MAX_VALUE));
  }

  @Test
  void of_a_stream_closes_it_once_it_is_written() throws Exception {
    var closed = new AtomicBoolean();
    InputStream stream =
        new ByteArrayInputStream(HELLO) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    Body body = Body.stream(stream, 4);
    assertThat(body.inputStream()).hasValue(stream);
    assertThat(contentOf(body)).isEqualTo("hell");
    assertThat(closed).isTrue();
  }

  @Test
  void that_ends_before_its_length_fails() {
    Body stream = Body.stream(new ByteArrayInputStream(HELLO), 6);
    Body part = Body.of(new Letters(), 1, 5);
    for (Body body : List.of(stream, part)) {
      assertThatThrownBy(() -> contentOf(body))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("1 bytes shorter");
    }
  }

  @Test
  void without_end_begins_anew_for_each_client() {
    var ended = new CountDownLatch(2);
    Supplier<Body.EndlessWriter> start =
        Body.endless(() -> new Ending(ended)).endlessWriter().orElseThrow();
    start.get().end();
    start.get().end();
    assertThat(ended.getCount()).isZero();
  }
}
