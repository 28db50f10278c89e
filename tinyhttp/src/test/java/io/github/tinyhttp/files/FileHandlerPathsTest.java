package io.github.tinyhttp.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.exchange.Requests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Paths and trees as programs make them: with dot segments, with names that only Windows takes for
/// something else, and with links to a version of the tree.
class FileHandlerPathsTest {
  @TempDir Path directory;
  private Path root;
  private FileHandler files;

  @BeforeEach
  void tree() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    write(root, "index.html", "root");
    write(root, "page.html", "page");
    write(root, "docs/index.html", "docs");
    write(root, ".env", "secret");
    files = FileHandler.of(root);
  }

  private static void write(Path tree, String name, String content) throws IOException {
    Path file = tree.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static Response get(FileHandler handler, String target) throws IOException {
    return handler.handle(Requests.get(target));
  }

  private static String text(Response response) throws Exception {
    var out = new ByteArrayOutputStream();
    response.body().writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void expectNothing(FileHandler handler, String target) throws Exception {
    assertThat(get(handler, target).status().code()).as(target).isEqualTo(404);
  }

  // ---- dot segments

  @Test
  void dot_segments_that_stay_in_the_tree_are_removed() throws Exception {
    for (String target :
        List.of(
            "/./page.html",
            "/docs/../page.html",
            "/none/../page.html",
            "/%2e/docs/%2E%2e/page.html",
            "/docs/.%2e/page.html")) {
      assertThat(text(get(files, target))).as(target).isEqualTo("page");
      assertThat(text(get(files.withPrefix("/a/"), "/a" + target))).as(target).isEqualTo("page");
    }
    assertThat(text(get(files, "/docs/."))).isEqualTo("docs");
    assertThat(text(get(files, "/docs/css/.."))).isEqualTo("docs");
    assertThat(text(get(files, "/docs/.."))).isEqualTo("root");
    assertThat(get(files, "/css/../docs").headers().first("Location")).contains("docs/");
  }

  @Test
  void dot_segments_give_nothing_away() throws Exception {
    expectNothing(files, "/docs/../.env");
    expectNothing(files, "/../root/page.html");
    expectNothing(files, "/docs/../../root/page.html");
    expectNothing(files.withPrefix("/a/"), "/a/../a/page.html");
    expectNothing(files.withPrefix("/a/"), "/a/..");
  }

  @Test
  void a_router_may_pass_on_a_path_that_ends_in_a_dot_segment() throws Exception {
    assertThat(text(files.handle(Requests.get("/routed/docs/.."), "/docs"))).isEqualTo("docs");
    assertThat(text(files.handle(Requests.get("/x/.."), "/docs"))).isEqualTo("docs");
  }

  // ---- names

  @Test
  void names_that_only_windows_takes_for_something_else_are_served_and_listed() throws Exception {
    List<String> names =
        List.of(
            "x-1:2.0-1-any.pkg.tar.gz",
            "2026-01-31T12:00:00.log",
            "aux.js",
            "con.css",
            "nul",
            "com1",
            "C:",
            "ends with a dot.",
            "ends with a blank ",
            "...x",
            "back\\slash",
            "GIT~1");
    for (String name : names) {
      write(root, "odd/" + name, "content of " + name);
      write(root, "odd:/dir./" + name, "content of " + name);
    }
    FileHandler all = files.withListings().withDotFiles();
    String listing = text(get(all, "/odd/"));
    for (String name : names) {
      String reference = RelativeReference.to(name);
      assertThat(text(get(all, "/odd/" + reference))).isEqualTo("content of " + name);
      assertThat(text(get(all, "/odd:/dir./" + reference))).isEqualTo("content of " + name);
      assertThat(listing).contains("\"" + reference + "\"");
    }
    assertThat(get(all, "/odd:/dir.").headers().first("Location")).contains("dir./");
  }

  /// The JDK reads a backslash in the name of an entry as a slash.
  @Test
  void in_an_archive_no_backslash_separates_names() throws Exception {
    Path archive = directory.resolve("a.zip");
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      write(zip.getPath("/tree"), "x:1.txt", "colon");
      write(zip.getPath("/tree"), "sub/aux.txt", "device");
      write(zip.getPath("/"), "secret.txt", "secret");
      FileHandler handler = FileHandler.of(zip.getPath("/tree")).withListings();
      assertThat(text(get(handler, "/x:1.txt"))).isEqualTo("colon");
      assertThat(text(get(handler, "/sub/aux.txt"))).isEqualTo("device");
      assertThat(text(get(handler, "/"))).contains("\"x%3A1.txt\"", "\"sub/\"");
      for (String target : List.of("/..%5Csecret.txt", "/%5Csecret.txt", "/sub%5Caux.txt")) {
        expectNothing(handler, target);
      }
    }
  }

  // ---- links

  /// As Kubernetes mounts a ConfigMap: a new version gets a directory of its own, and the link to
  /// it is replaced.
  @Test
  void a_config_map_is_followed_to_its_version() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("mount"));
    for (String name : List.of("page.html", "css", "env")) {
      String target = "..data/" + name.replace("env", ".env");
      Files.createSymbolicLink(mount.resolve(name), Path.of(target));
    }
    FileHandler handler = FileHandler.of(mount).withListings().withLinks();
    for (String version : List.of("..2026_01_31_12_00_00.1", "..2026_01_31_12_00_59.2")) {
      write(mount, version + "/page.html", "page of " + version);
      write(mount, version + "/css/a.css", "css of " + version);
      write(mount, version + "/css/large.bin", version.repeat(2_000));
      write(mount, version + "/.env", "secret");
      Path next = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(version));
      Files.move(next, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

      assertThat(text(get(handler, "/page.html"))).isEqualTo("page of " + version);
      assertThat(text(get(handler, "/css/a.css"))).isEqualTo("css of " + version);
      assertThat(text(get(handler, "/css/large.bin"))).isEqualTo(version.repeat(2_000));
      assertThat(text(get(handler, "/")))
          .contains("\"page.html\"", "\"css/\"")
          .doesNotContain("..data", "..2026", "env");
      for (String target : List.of("/..data/page.html", "/" + version + "/page.html", "/env")) {
        expectNothing(handler, target);
      }
      expectNothing(FileHandler.of(mount), "/page.html");
    }
  }

  @Test
  void a_link_out_of_the_tree_leads_nowhere_whatever_its_name() throws Exception {
    write(directory, "..data/a.txt", "secret");
    write(directory, "outside.txt", "secret");
    Files.createSymbolicLink(root.resolve("..data"), directory.resolve("..data"));
    Files.createSymbolicLink(root.resolve("a.txt"), Path.of("..data/a.txt"));
    Files.createSymbolicLink(root.resolve("up.txt"), Path.of("../outside.txt"));
    for (String target : List.of("/a.txt", "/up.txt", "/..data/a.txt")) {
      expectNothing(files.withLinks(), target);
      expectNothing(files.withLinks().withDotFiles(), target);
    }
  }
}
