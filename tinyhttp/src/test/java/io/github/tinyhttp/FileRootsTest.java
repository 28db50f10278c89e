package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.exchange.Requests;
import io.github.tinyhttp.files.FileHandler;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Trees that are no directory of the machine's: in an archive, or on the class path.
@Timeout(120)
class FileRootsTest extends SocketTest {
  private static final byte[] LARGE = new byte[300_000];

  static {
    new Random(3).nextBytes(LARGE);
  }

  @TempDir Path directory;
  private Path archive;

  @BeforeEach
  void archive() throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    entries.put("static/index.html", text("<h1>index"));
    entries.put("static/sub/a b.txt", text("a b"));
    entries.put("static/sub/page.html", text("<p>page"));
    entries.put("static/sub/page.html.gz", text("gzip"));
    entries.put("static/docs/", new byte[0]);
    entries.put("static/docs/index.html", text("docs"));
    entries.put("static/large.bin", LARGE);
    entries.put("static/.env", text("secret"));
    entries.put("static/.git/config", text("secret"));
    entries.put("static-secret/a.txt", text("secret"));
    entries.put("secret.txt", text("secret"));
    archive = directory.resolve("archive.jar");
    write(archive, entries);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Path archive, Map<String, byte[]> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(archive);
        var zip = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> one : entries.entrySet()) {
        var entry = new ZipEntry(one.getKey());
        entry.setTime(1_000_000_000_000L);
        zip.putNextEntry(entry);
        zip.write(one.getValue());
        zip.closeEntry();
      }
    }
  }

  private static WireResponse get(WireClient client, String target, String... fields) {
    String lines = String.join("\r\n", fields) + (fields.length == 0 ? "" : "\r\n");
    return client
        .send("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n")
        .readResponse();
  }

  private void expectTree(FileHandler handler) throws IOException {
    WireClient client = client(handler);
    assertThat(get(client, "/").text()).isEqualTo("<h1>index");
    assertThat(get(client, "/sub/a%20b.txt").text()).isEqualTo("a b");
    assertThat(get(client, "/docs/").text()).isEqualTo("docs");
    assertThat(get(client, "/docs").header("Location")).isEqualTo("docs/");
    WireResponse large = get(client, "/large.bin");
    assertThat(large.body()).isEqualTo(LARGE);
    assertThat(get(client, "/large.bin", "If-None-Match: " + large.header("ETag")).status())
        .isEqualTo(304);
    WireResponse part = get(client, "/large.bin", "Range: bytes=250000-250009");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(LARGE, 250_000, 250_010));
    WireResponse small = get(client, "/sub/page.html");
    assertThat(small.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(get(client, "/sub/page.html", "If-None-Match: " + small.header("ETag")).status())
        .isEqualTo(304);
    client.send("HEAD /large.bin HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.readResponse("HEAD").header("Content-Length")).isEqualTo("300000");
    for (String target :
        List.of(
            "/sub",
            "/sub/",
            "/none",
            "/none/",
            "/.env",
            "/.git/config",
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/sub/..%2f..%2fsecret.txt",
            "/../static-secret/a.txt",
            "/-secret/a.txt",
            "//secret.txt",
            "/index.html/",
            "/index.html/x",
            "/sub//page.html",
            "/sub/page.html%00",
            "/sub/page.html.",
            "/FileRootsTest.class")) {
      WireResponse response = get(client(handler), target);
      assertThat(response.status()).as(target).isEqualTo(404);
      assertThat(response.text()).isEqualTo("not found\n");
    }
    WireResponse coded =
        get(client(handler.withPrecompressed()), "/sub/page.html", "Accept-Encoding: gzip");
    assertThat(coded.text()).isEqualTo("gzip");
    assertThat(coded.header("Content-Encoding")).isEqualTo("gzip");
  }

  @Test
  void a_directory_of_an_archive() throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(archive)) {
      FileHandler handler = FileHandler.of(zip.getPath("/static"));
      expectTree(handler);
      expectTree(FileHandler.of(zip.getPath("static")));
      assertThat(get(client(handler.withListings()), "/sub/").text())
          .contains("\"a%20b.txt\"", "\"page.html\"");
      assertThat(get(client(handler.withListings().withIndex()), "/").text())
          .contains("\"docs/\"", "\"large.bin\"")
          .doesNotContain("git", "env");
      assertThat(get(client(handler), "/large.bin").has("Last-Modified")).isTrue();
    }
  }

  @Test
  void resources_of_a_jar() throws IOException {
    try (var loader = new URLClassLoader(new URL[] {archive.toUri().toURL()}, null)) {
      expectTree(FileHandler.ofClassPath("/static", loader));
      expectTree(FileHandler.ofClassPath("static/", loader));
      WireResponse response =
          get(client(FileHandler.ofClassPath("static", loader).withListings()), "/large.bin");
      assertThat(response.has("Last-Modified")).isFalse();
    }
  }

  @Test
  void a_resource_that_was_built_anew_has_another_tag_though_size_and_time_are_the_same()
      throws IOException {
    String before;
    try (var loader = new URLClassLoader(new URL[] {archive.toUri().toURL()}, null)) {
      before = get(client(FileHandler.ofClassPath("static", loader)), "/").header("ETag");
    }
    Path other = directory.resolve("other.jar");
    write(other, Map.of("static/index.html", text("<h2>index")));
    try (var loader = new URLClassLoader(new URL[] {other.toUri().toURL()}, null)) {
      WireResponse response =
          get(client(FileHandler.ofClassPath("static", loader)), "/", "If-None-Match: " + before);
      assertThat(response.status()).isEqualTo(200);
    }
  }

  @Test
  void resources_of_a_directory() throws IOException {
    Path classes = Files.createDirectory(directory.resolve("class es"));
    try (FileSystem zip = FileSystems.newFileSystem(archive);
        var all = Files.walk(zip.getPath("/"))) {
      for (Path path : all.toList()) {
        Path target = classes.resolve(path.toString().substring(1));
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          // with its time: a variant that is older than what it is made of is ignored
          Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    Path root = classes.resolve("static");
    Files.createSymbolicLink(root.resolve("link.txt"), classes.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("link"), classes);
    try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
      FileHandler handler = FileHandler.ofClassPath("static", loader);
      expectTree(handler);
      assertThat(get(client(handler), "/link.txt").status()).isEqualTo(404);
      assertThat(get(client(handler), "/link/secret.txt").status()).isEqualTo(404);
    }
  }

  @Test
  void resources_of_the_context_class_loader() throws Exception {
    Response response =
        FileHandler.ofClassPath("files").handle(Requests.get("/hostile-targets.txt"));

    assertThat(response.status()).isEqualTo(Status.OK);
    assertThat(response.headers().first("Content-Type")).contains("text/plain; charset=utf-8");
  }

  /// What a class loader finds in the modules of the JDK: classes, to everybody.
  @Test
  void resources_of_the_jdk_itself() throws Exception {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    Response response =
        FileHandler.ofClassPath("java/lang", loader).handle(Requests.get("/Object.class"));

    assertThat(response.status()).isEqualTo(Status.OK);
    assertThat(URI.create(loader.getResource("java/lang/Object.class").toString()).getScheme())
        .isEqualTo("jrt");
  }
}
