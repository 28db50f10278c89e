package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.files.FileHandler;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that were compressed beforehand. What stands in for Brotli and Zstandard is no such thing:
/// nobody here decodes it.
@Timeout(120)
class FileVariantsTest extends SocketTest {
  private static final long CHANGED = 1_600_000_000_000L;

  @TempDir Path root;
  private WireClient client;

  @BeforeEach
  void tree() throws IOException {
    write("a.css", "plain".repeat(10), CHANGED);
    write("a.css.br", "brotli", CHANGED);
    write("a.css.zst", "zstd!!", CHANGED + 1);
    write("a.css.gz", "gzip!!", CHANGED + 2);
    write("only.txt", "only plain", CHANGED);
    write("stale.txt", "newer", CHANGED);
    write("stale.txt.gz", "older", CHANGED - 1);
    write("alone.txt.gz", "no original", CHANGED);
    write("linked.txt", "plain", CHANGED);
    Files.createSymbolicLink(root.resolve("linked.txt.gz"), Path.of("a.css.gz"));
    Files.createDirectory(root.resolve("only.txt.gz"));
    client = client(FileHandler.of(root).withPrecompressed());
  }

  private void write(String name, String content, long millis) throws IOException {
    write(name, content.getBytes(StandardCharsets.UTF_8), millis);
  }

  private void write(String name, byte[] content, long millis) throws IOException {
    Path file = Files.write(root.resolve(name), content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
  }

  private WireResponse get(String target, String... fields) {
    return get(client, target, fields);
  }

  private static WireResponse get(WireClient client, String target, String... fields) {
    String lines = String.join("\r\n", fields) + (fields.length == 0 ? "" : "\r\n");
    return client
        .send("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n")
        .readResponse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br, zstd | brotli",
        "gzip, zstd | zstd!!",
        "gzip | gzip!!",
        "x-gzip | gzip!!",
        "GZIP;q=0.5 | gzip!!",
        "br;q=0.1, gzip;q=0.9 | gzip!!",
        "br;q=0, * | zstd!!",
        "* | brotli",
        "br;q=0.5, identity;q=0.9 | plain",
        "deflate | plain",
        "identity | plain",
        "br;q=0, zstd;q=0, gzip;q=0 | plain",
        "*;q=0 | plain",
        "garbage;;q=, =;q | plain"
      })
  void the_client_gets_the_variant_it_likes_best(String accept, String start) {
    WireResponse response = get("/a.css", "Accept-Encoding: " + accept);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).startsWith(start);
    assertThat(response.header("Content-Type")).isEqualTo("text/css; charset=utf-8");
    assertThat(response.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(response.has("Content-Encoding")).isEqualTo(!start.equals("plain"));
  }

  @Test
  void the_coding_is_named() {
    assertThat(get("/a.css", "Accept-Encoding: br").header("Content-Encoding")).isEqualTo("br");
    assertThat(get("/a.css", "Accept-Encoding: zstd").header("Content-Encoding")).isEqualTo("zstd");
    assertThat(get("/a.css", "Accept-Encoding: gzip").header("Content-Encoding")).isEqualTo("gzip");
  }

  @Test
  void a_client_that_says_nothing_gets_the_file() {
    WireResponse response = get("/a.css");

    assertThat(response.text()).startsWith("plain");
    assertThat(response.header("Vary")).isEqualTo("Accept-Encoding");
  }

  @Test
  void siblings_that_do_not_count() {
    for (String target : new String[] {"/only.txt", "/stale.txt", "/linked.txt"}) {
      WireResponse response = get(target, "Accept-Encoding: gzip, br");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.has("Content-Encoding")).as(target).isFalse();
    }
    assertThat(get("/alone.txt", "Accept-Encoding: gzip").status()).isEqualTo(404);
  }

  @Test
  void a_sibling_asked_for_by_name_is_a_file_like_any_other() {
    WireResponse response = get("/a.css.gz", "Accept-Encoding: gzip");

    assertThat(response.header("Content-Type")).isEqualTo("application/gzip");
    assertThat(response.has("Content-Encoding")).isFalse();
    assertThat(response.text()).isEqualTo("gzip!!");
  }

  @Test
  void siblings_are_files_of_their_own_unless_asked_for() throws IOException {
    WireResponse response =
        get(client(FileHandler.of(root)), "/a.css", "Accept-Encoding: gzip, br");

    assertThat(response.text()).startsWith("plain");
    assertThat(response.has("Vary")).isFalse();
  }

  @Test
  void each_variant_has_a_tag_of_its_own() throws IOException {
    for (String ending : new String[] {"", ".br", ".gz", ".zst"}) {
      write("a.css" + ending, "same size", CHANGED);
    }
    Set<String> tags = new HashSet<>();
    for (String accept : new String[] {"identity", "br", "zstd", "gzip"}) {
      WireResponse response = get("/a.css", "Accept-Encoding: " + accept);
      String tag = response.header("ETag");
      assertThat(tags.add(tag)).as(tag).isTrue();

      WireResponse again = get("/a.css", "Accept-Encoding: " + accept, "If-None-Match: " + tag);
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.header("ETag")).isEqualTo(tag);
      assertThat(again.header("Vary")).isEqualTo("Accept-Encoding");
    }
    String gzip = get("/a.css", "Accept-Encoding: gzip").header("ETag");
    assertThat(get("/a.css", "If-None-Match: " + gzip).status()).isEqualTo(200);
  }

  @Test
  void ranges_are_of_the_variant() {
    WireResponse part = get("/a.css", "Accept-Encoding: br", "Range: bytes=2-3");

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("ot");
    assertThat(part.header("Content-Range")).isEqualTo("bytes 2-3/6");
    assertThat(part.header("Content-Encoding")).isEqualTo("br");
    String other = get("/a.css").header("ETag");
    assertThat(
            get("/a.css", "Accept-Encoding: br", "Range: bytes=2-3", "If-Range: " + other).text())
        .isEqualTo("brotli");
  }

  @Test
  void large_variants_and_an_index_have_them_too() throws IOException {
    byte[] large = new byte[200_000];
    new java.util.Random(1).nextBytes(large);
    write("index.html", large, CHANGED);
    var coded = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(coded)) {
      gzip.write(large);
    }
    write("index.html.gz", coded.toByteArray(), CHANGED);

    WireResponse response = get("/", "Accept-Encoding: gzip");
    assertThat(response.body()).isEqualTo(coded.toByteArray());
    assertThat(response.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(get("/").body()).isEqualTo(large);
  }

  @Test
  void what_responses_vary_by_already_stays() throws IOException {
    FileHandler handler = FileHandler.of(root).withPrecompressed().withHeader("Vary", "Origin");

    assertThat(get(client(handler), "/a.css").header("Vary")).isEqualTo("Origin, Accept-Encoding");
  }

  /// A server that compresses by itself leaves alone what is compressed, and compresses the rest.
  @Test
  void a_server_that_compresses_codes_nothing_twice() throws IOException {
    write("only.txt", "x".repeat(5_000), CHANGED);
    var server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .hosts("*")
                .bind(0)
                .compression(Compression.defaults())
                .handler(FileHandler.of(root).withPrecompressed())
                .start());
    WireClient other = client(server);

    assertThat(get(other, "/a.css", "Accept-Encoding: gzip").text()).isEqualTo("gzip!!");
    WireResponse coded = get(other, "/only.txt", "Accept-Encoding: gzip");
    assertThat(coded.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(coded.all("Vary")).containsExactly("Accept-Encoding");
    assertThat(coded.body().length).isLessThan(1_000);
  }
}
