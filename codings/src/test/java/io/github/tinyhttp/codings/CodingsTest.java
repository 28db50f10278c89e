package io.github.tinyhttp.codings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.ContentCoding;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testing.TestRequest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodingsTest {
  private static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(1000);

  @TempDir Path folder;

  private static ContentCoding coding(String name) {
    return ContentCoding.installed().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] encode(String name, byte[] content) throws IOException {
    var out = new ByteArrayOutputStream();
    try (OutputStream encoder = coding(name).encode(out, 5)) {
      encoder.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] decode(String name, byte[] coded) throws IOException {
    try (InputStream decoder = coding(name).decode(new ByteArrayInputStream(coded))) {
      return decoder.readAllBytes();
    }
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void codings_are_found_in_the_order_of_preference() {
    assertThat(ContentCoding.installed())
        .extracting(ContentCoding::name)
        .containsExactly("zstd", "br", "gzip", "deflate");
  }

  @ParameterizedTest
  @CsvSource({"zstd, 1", "zstd, 5", "zstd, 9", "br, 1", "br, 5", "br, 9"})
  void coded_content_can_be_decoded(String name, int level) throws IOException {
    for (byte[] content : new byte[][] {{}, {7}, TEXT.getBytes(UTF_8), noise(3_000_000)}) {
      assertThat(decode(name, coding(name).encode(content, level))).isEqualTo(content);
      var out = new ByteArrayOutputStream();
      try (OutputStream encoder = coding(name).encode(out, level)) {
        encoder.write(content);
      }
      assertThat(decode(name, out.toByteArray())).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @CsvSource({"zstd, zstd", "br, brotli"})
  void the_reference_program_decodes_coded_content(String name, String program) throws Exception {
    byte[] content = noise(300_000);
    System.arraycopy(TEXT.getBytes(UTF_8), 0, content, 1000, TEXT.length());
    for (byte[] coded :
        List.of(
            coding(name).encode(content, 5), encode(name, content), encode(name, new byte[0]))) {
      Path file = Files.write(folder.resolve("coded"), coded);
      var process =
          new ProcessBuilder(program, "-d", "-c")
              .redirectInput(file.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      byte[] decoded = process.getInputStream().readAllBytes();
      assertThat(process.waitFor()).isZero();
      assertThat(decoded).isEqualTo(decode(name, coded));
    }
  }

  @ParameterizedTest
  @CsvSource({"zstd, zstd", "br, brotli"})
  void content_coded_by_the_reference_program_is_decoded(String name, String program)
      throws Exception {
    Path file = Files.write(folder.resolve("content"), TEXT.getBytes(UTF_8));
    var process =
        new ProcessBuilder(program, "-c", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    byte[] coded = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    assertThat(decode(name, coded)).asString(UTF_8).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "br"})
  void flushed_content_can_be_decoded_before_the_end(String name) throws IOException {
    var out = new ByteArrayOutputStream();
    OutputStream encoder = coding(name).encode(out, 5);
    var seen = new ByteArrayOutputStream();
    for (String word : new String[] {"one", "two", "x".repeat(100_000), "three"}) {
      encoder.write(word.getBytes(UTF_8));
      encoder.flush();
      seen.writeBytes(word.getBytes(UTF_8));
      InputStream decoder = coding(name).decode(new ByteArrayInputStream(out.toByteArray()));
      assertThat(decoder.readNBytes(seen.size())).isEqualTo(seen.toByteArray());
      decoder.close();
    }
    encoder.close();
    encoder.close();
    assertThat(decode(name, out.toByteArray())).isEqualTo(seen.toByteArray());
  }

  /// Neither a prefix nor an extension of coded content passes for the content.
  @ParameterizedTest
  @ValueSource(strings = {"zstd", "br"})
  void every_truncation_and_every_extension_is_refused(String name) throws IOException {
    for (byte[] coded : List.of(encode(name, TEXT.getBytes(UTF_8)), encode(name, noise(50)))) {
      for (int length = 0; length < coded.length; length++) {
        byte[] cut = Arrays.copyOf(coded, length);
        assertThatThrownBy(() -> decode(name, cut)).as("%s bytes", length).isNotNull();
      }
      assertThatThrownBy(() -> decode(name, Arrays.copyOf(coded, coded.length + 1))).isNotNull();
      assertThatThrownBy(() -> decode(name, Arrays.copyOf(coded, coded.length + 100_000)))
          .isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "br"})
  void noise_is_refused(String name) {
    for (int i = 1; i < 200; i++) {
      byte[] noise = noise(100 + i);
      assertThatThrownBy(() -> decode(name, noise)).isNotNull();
    }
  }

  /// RFC 9659 §3 lets a decoder refuse windows of more than 8 MiB.
  @Test
  void zstd_accepts_windows_of_up_to_8_mib() throws Exception {
    for (int bits : new int[] {23, 24, 27}) {
      var process =
          new ProcessBuilder("zstd", "--long=" + bits, "-c")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Thread.ofVirtual()
          .start(
              () -> {
                try (OutputStream out = process.getOutputStream()) {
                  out.write(new byte[40 << 20]);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      byte[] coded = process.getInputStream().readAllBytes();
      if (bits == 23) {
        assertThat(decode("zstd", coded)).hasSize(40 << 20);
      } else {
        assertThatThrownBy(() -> decode("zstd", coded)).isInstanceOf(IOException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "br", "zstd,br", "br,gzip,zstd", "gzip,br"})
  void a_decompression_bomb_is_refused(String names) throws IOException {
    byte[] bomb = new byte[256 << 20];
    for (String name : names.split(",", -1)) {
      bomb = encode(name, bomb);
    }
    assertThat(bomb.length).isLessThan(1 << 20);
    Request request =
        TestRequest.of("POST", "/", bomb).withHeader("Content-Encoding", names).start().request();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    var thrown = catchThrowableOfType(HttpException.class, request::text);
    assertThat(thrown.status().code()).isEqualTo(413);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64 << 20);
  }

  @Test
  void request_bodies_are_decoded() throws IOException {
    byte[] body = encode("br", encode("zstd", encode("gzip", TEXT.getBytes(UTF_8))));
    Request request =
        TestRequest.of("POST", "/", body)
            .withHeader("Content-Encoding", "gzip, zstd, br")
            .start()
            .request();
    assertThat(request.text()).isEqualTo(TEXT);
  }

  @Test
  void a_client_gets_the_best_coding_it_accepts() throws IOException {
    try (Server server =
            Server.builder()
                .bind(0)
                .compression(Compression.defaults())
                .handler(
                    request ->
                        request.path().equals("/stream")
                            ? Response.stream(out -> out.write(TEXT.getBytes(UTF_8)))
                                .withHeader("Content-Type", "text/plain")
                            : Response.text(TEXT))
                .start();
        WireClient client = WireClient.connect(server.port())) {
      for (String path : List.of("/", "/stream")) {
        assertThat(ask(client, path, "gzip, deflate, br, zstd")).isEqualTo("zstd");
        assertThat(ask(client, path, "gzip, deflate, br")).isEqualTo("br");
        assertThat(ask(client, path, "gzip, br;q=0.9")).isEqualTo("gzip");
        assertThat(ask(client, path, "*, zstd;q=0")).isEqualTo("br");
      }
    }
  }

  private static String ask(WireClient client, String path, String accepted) throws IOException {
    client.send(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: "
            + accepted
            + "\r\n\r\n");
    WireResponse response = client.readResponse();
    String name = response.header("Content-Encoding");
    assertThat(decode(name, response.body())).asString(UTF_8).isEqualTo(TEXT);
    return name;
  }
}
