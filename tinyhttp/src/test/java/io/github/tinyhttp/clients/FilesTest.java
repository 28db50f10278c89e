package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.files.FileHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Programs that fetch files from a directory.
class FilesTest extends ClientTest {
  private Path root;

  @BeforeEach
  void tree() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    write("index.html", "<p>a page".repeat(500));
    write("a b&c.txt", "a name that has to be encoded");
    write("100%.txt", "another");
    write("empty.txt", "");
    write("sub/deep/er/style.css", "a{}");
    write("sub/?query#hash.txt", "not a query");
    write("sub/quote'\"<b>.txt", "not markup");
    Files.write(root.resolve("sub/large.bin"), Files.readAllBytes(fileOf(3_000_000)));
    write(".hidden/file.txt", "hidden");
  }

  private Path write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return Files.setLastModifiedTime(file, FileTime.fromMillis(1_500_000_000_000L));
  }

  @Test
  void wget_mirrors_the_tree() throws IOException {
    String uri = serve(FileHandler.of(root).withListings().withIndex().withPrefix("/files/"));
    Path copy = Files.createDirectory(directory.resolve("copy"));

    run(
        "wget",
        "--no-config",
        "--no-proxy",
        "--recursive",
        "--level=inf",
        "--no-parent",
        "--no-host-directories",
        "--cut-dirs=1",
        "--default-page=.listing.html",
        "--execute=robots=off",
        "--quiet",
        "--restrict-file-names=nocontrol",
        "--directory-prefix=" + copy,
        uri + "/files/");

    Map<String, String> expected = digests(root);
    expected.keySet().removeIf(name -> name.startsWith(".hidden"));
    assertThat(digests(copy)).isEqualTo(expected);
  }

  private static Map<String, String> digests(Path tree) throws IOException {
    var digests = new TreeMap<String, String>();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        if (!path.endsWith(".listing.html")) {
          digests.put(tree.relativize(path).toString(), digest(path));
        }
      }
    }
    return digests;
  }

  @Test
  void wget_fetches_again_only_what_has_changed() throws IOException {
    String uri = serve(FileHandler.of(root));
    String[] command = {
      "wget",
      "--no-config",
      "--no-proxy",
      "--timestamping",
      "--directory-prefix=" + directory,
      uri + "/index.html"
    };

    assertThat(run(command).errors()).contains("200 OK");
    assertThat(run(command).errors()).contains("304 Not Modified");
    write("index.html", "next");
    Files.setLastModifiedTime(root.resolve("index.html"), FileTime.fromMillis(1_600_000_000_000L));
    assertThat(run(command).errors()).contains("200 OK");
    assertThat(directory.resolve("index.html")).hasContent("next");
  }

  @Test
  void curl_decodes_what_was_compressed_beforehand() throws IOException {
    Path page = root.resolve("index.html");
    try (OutputStream file = Files.newOutputStream(root.resolve("index.html.gz"));
        var gzip = new GZIPOutputStream(file)) {
      gzip.write(Files.readAllBytes(page));
    }
    String uri = serve(FileHandler.of(root).withPrecompressed());

    Program.Output output =
        curl("--compressed", "--write-out", " %{size_download}", "--url", uri + "/");

    String content = Files.readString(page);
    long size = Files.size(root.resolve("index.html.gz"));
    assertThat(output.out()).isEqualTo(content + " " + size);
    assertThat(curl(uri + "/").out()).isEqualTo(content);
  }

  @Test
  void curl_keeps_the_tag_of_what_it_has() throws IOException {
    String uri = serve(FileHandler.of(root));
    String tag = directory.resolve("tag").toString();
    String[] command = {
      "--etag-save",
      tag,
      "--etag-compare",
      tag,
      "--write-out",
      "%{http_code}",
      "--output",
      directory.resolve("out").toString(),
      uri + "/sub/large.bin"
    };

    assertThat(curl(command).out()).isEqualTo("200");
    assertThat(curl(command).out()).isEqualTo("304");
  }

  @Test
  void curl_goes_on_with_a_part() throws IOException {
    String uri = serve(FileHandler.of(root));
    Path large = root.resolve("sub/large.bin");
    Path copy = directory.resolve("part");
    Files.write(copy, java.util.Arrays.copyOf(Files.readAllBytes(large), 1_234_567));

    curl("--continue-at", "-", "--output", copy.toString(), uri + "/sub/large.bin");

    assertThat(digest(copy)).isEqualTo(digest(large));
  }

  @Test
  void curl_cannot_climb_out() throws IOException {
    file("secret.txt", "secret");
    String uri = serve(FileHandler.of(root));

    for (String path :
        new String[] {"/../secret.txt", "/sub/..%2f..%2fsecret.txt", "/.hidden/file.txt"}) {
      assertThat(curl("--path-as-is", "--write-out", "%{http_code}", uri + path).out())
          .isEqualTo("not found\n404");
    }
  }

  @Test
  void curl_follows_to_a_directory() throws IOException {
    write("sub/deep/index.html", "deep");
    String uri = serve(FileHandler.of(root));

    assertThat(curl("--location", "--write-out", " %{url_effective}", uri + "/sub/deep?a=b").out())
        .isEqualTo("deep " + uri + "/sub/deep/?a=b");
  }

  private static Program.Output curl(String... arguments) {
    return run(
        Stream.concat(
                Stream.of("curl", "--disable", "--silent", "--show-error", "--globoff"),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static Program.Output run(String... command) {
    return Program.run(command);
  }
}
