package io.github.tinyhttp.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.exchange.Requests;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class FileHandlerTest extends EachVersionTest {
  private static final Instant LONG_AGO = Instant.parse("2020-02-02T20:20:20Z");

  @TempDir Path directory;
  private Path root;
  private FileHandler files;

  @BeforeEach
  void tree() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    write("index.html", "<h1>root");
    write("page.html", "<p>page");
    write("css/style.css", "a{}");
    write("docs/index.html", "<h1>docs");
    write("empty/deep/file.txt", "deep");
    write(".env", "secret");
    write(".git/config", "secret");
    write("css/.hidden/file.txt", "secret");
    write(".well-known/security.txt", "contact");
    write("css/.well-known/x.txt", "secret");
    Files.writeString(directory.resolve("outside.txt"), "secret");
    files = FileHandler.of(root);
  }

  private Path write(String name, String content) throws IOException {
    return write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    return file;
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
    Response response = get(handler, target);
    assertThat(response.status().code()).as(target).isEqualTo(404);
    assertThat(text(response)).as(target).isEqualTo("not found\n");
    assertThat(response.headers())
        .isEqualTo(Headers.of("Content-Type", "text/plain; charset=utf-8"));
  }

  @Test
  void a_file_comes_with_what_is_known_of_it() throws Exception {
    Response response = get(files, "/css/style.css?v=1");

    assertThat(response.status()).isEqualTo(Status.OK);
    assertThat(response.headers().first("Content-Type")).contains("text/css; charset=utf-8");
    assertThat(response.headers().first("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.headers().first("Last-Modified")).contains("Sun, 02 Feb 2020 20:20:20 GMT");
    assertThat(response.headers().first("ETag"))
        .hasValueSatisfying(tag -> assertThat(tag).startsWith("\"").endsWith("-3\""));
    assertThat(response.headers().first("Accept-Ranges")).contains("bytes");
    assertThat(response.headers().contains("Cache-Control")).isFalse();
    assertThat(text(response)).isEqualTo("a{}");
  }

  @Test
  void a_directory_gives_its_index() throws Exception {
    assertThat(text(get(files, "/"))).isEqualTo("<h1>root");
    assertThat(text(get(files, "/docs/"))).isEqualTo("<h1>docs");
    expectNothing(files, "/empty/");
    expectNothing(files, "/page.html/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/none",
        "/none/",
        "/none/page.html",
        "/page.html/x",
        "/empty",
        "/css",
        "//page.html",
        "/../outside.txt",
        "/page.html.",
        "/page.html%20"
      })
  void what_is_not_there_is_not_found(String target) throws Exception {
    expectNothing(files, target);
  }

  @Test
  @Covers("9110-15.4.2-1")
  void a_directory_without_its_slash_is_redirected_to() throws Exception {
    Response response = get(files, "/docs?a=b&c=//d");

    assertThat(response.status().code()).isEqualTo(301);
    assertThat(response.headers().first("Location")).contains("docs/?a=b&c=//d");
    assertThat(get(files, "/d%6Fcs").headers().first("Location")).contains("docs/");
  }

  @Test
  void no_query_or_name_breaks_a_redirect() throws Exception {
    write("a [b]|c^d{e}`f/index.html", "x");

    assertThat(get(files, "/docs?[a]|b^c{d}`e%zz%41%4&h=?/@:").headers().first("Location"))
        .contains("docs/?%5Ba%5D%7Cb%5Ec%7Bd%7D%60e%25zz%41%254&h=?/@:");
    assertThat(get(files, "/a%20[b]|c^d{e}`f").headers().first("Location"))
        .contains("a%20%5Bb%5D%7Cc%5Ed%7Be%7D%60f/");
    Conversation client = converse(files);
    send(client, "GET", "/docs?[a]|b^c{d}`e%zz", "").expectResponse(301);
    send(client, "GET", "/a%20[b]|c^d{e}`f", "").expectResponse(301);
  }

  /// Whatever the response, what was opened for it is closed.
  @Test
  void nothing_stays_open() throws Exception {
    write("css/large.bin", new byte[100_000]);
    Files.createSymbolicLink(root.resolve("link"), Path.of("css"));
    Files.createSymbolicLink(root.resolve("link.css"), Path.of("css/style.css"));
    FileHandler all = files.withListings().withLinks().withPrecompressed();
    Conversation client = converse(all);
    for (String target :
        List.of(
            "/",
            "/css",
            "/css/",
            "/css/style.css",
            "/css/large.bin",
            "/docs",
            "/docs/",
            "/none",
            "/css/none",
            "/css/none/x",
            "/link",
            "/link/",
            "/link/style.css",
            "/link.css",
            "/link.css/",
            "/css/style.css/x",
            "/empty/deep/file.txt",
            "/empty/deep/none")) {
      for (String fields :
          List.of(
              "",
              "If-None-Match: *\r\n",
              "Range: bytes=1-1\r\n",
              "Accept-Encoding: gzip, br\r\n")) {
        for (String method : List.of("GET", "HEAD")) {
          send(client, method, target, fields).readResponse(method);
        }
      }
    }
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      Path here = directory.toRealPath();
      assertThat(descriptors.filter(one -> leadsBelow(here, one))).isEmpty();
    }
  }

  private static boolean leadsBelow(Path root, Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(root);
    } catch (IOException _) {
      return false; // closed meanwhile
    }
  }

  @Test
  void dot_files_are_hidden_unless_asked_for() throws Exception {
    for (String target :
        new String[] {
          "/.env",
          "/.git/config",
          "/%2Egit/config",
          "/css/.hidden/file.txt",
          "/css/.well-known/x.txt"
        }) {
      expectNothing(files, target);
      assertThat(text(get(files.withDotFiles(), target))).isEqualTo("secret");
    }
    assertThat(text(get(files, "/.well-known/security.txt"))).isEqualTo("contact");
  }

  @Nested
  class Links {
    @BeforeEach
    void link() throws IOException {
      link("out.txt", "../outside.txt");
      link("out", "..");
      link("in.html", "page.html");
      link("in", "docs");
      link("hidden", ".git");
      link("loop", "loop");
      link("chain", "in");
      link("self", ".");
      link("css/up.html", "../docs/index.html");
      link("nowhere", "nothing");
      link("absolute.html", root.resolve("page.html").toString());
      Files.createDirectory(directory.resolve("root-secret"));
      Files.writeString(directory.resolve("root-secret/a.txt"), "secret");
      link("sibling", "../root-secret");
    }

    private void link(String name, String target) throws IOException {
      Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/out.txt", "/out/outside.txt", "/in.html", "/in/index.html", "/in/", "/in",
          "/hidden/config", "/loop", "/chain/", "/self/page.html", "/css/up.html", "/nowhere",
          "/absolute.html", "/sibling/a.txt"
        })
    void are_refused(String target) throws Exception {
      expectNothing(files, target);
    }

    @Test
    void are_followed_inside_the_tree_if_asked_for() throws Exception {
      FileHandler following = files.withLinks();

      assertThat(text(get(following, "/in.html"))).isEqualTo("<p>page");
      assertThat(text(get(following, "/absolute.html"))).isEqualTo("<p>page");
      assertThat(text(get(following, "/in/index.html"))).isEqualTo("<h1>docs");
      assertThat(text(get(following, "/chain/"))).isEqualTo("<h1>docs");
      assertThat(text(get(following, "/self/self/css/up.html"))).isEqualTo("<h1>docs");
      assertThat(get(following, "/in").headers().first("Location")).contains("in/");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/out.txt",
          "/out/outside.txt",
          "/out/root/page.html",
          "/hidden/config",
          "/loop",
          "/loop/a",
          "/nowhere",
          "/sibling/a.txt",
          "/self/.env"
        })
    void are_not_followed_out_of_it(String target) throws Exception {
      expectNothing(files.withLinks(), target);
    }

    @Test
    void are_listed_if_they_are_followed() throws Exception {
      assertThat(text(get(files.withListings().withIndex(), "/")))
          .contains("\"docs/\"", "\"page.html\"")
          .doesNotContain("\"in.html", "\"in/", "\"out", "\"sibling");
      assertThat(text(get(files.withListings().withIndex().withLinks(), "/")))
          .contains("\"in/\"", "\"in.html\"", "\"chain/\"", "\"self/\"")
          .doesNotContain("\"out", "\"sibling", "\"hidden", "\"nowhere", "\"loop");
    }

    @Test
    void the_root_may_be_one_and_point_elsewhere_later() throws Exception {
      Path current = directory.resolve("current");
      Files.createSymbolicLink(current, root);
      FileHandler handler = FileHandler.of(current);
      assertThat(text(get(handler, "/docs/"))).isEqualTo("<h1>docs");

      Files.delete(current);
      Files.createSymbolicLink(current, root.resolve("docs"));
      assertThat(text(get(handler, "/index.html"))).isEqualTo("<h1>docs");
      assertThat(text(get(handler.withLinks(), "/index.html"))).isEqualTo("<h1>docs");
    }
  }

  @Test
  void pipes_are_refused_without_opening_them() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe.txt").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();

    expectNothing(files, "/pipe.txt");
    expectNothing(files, "/pipe.txt/");
    expectNothing(files, "/pipe.txt/a");
    assertThat(text(get(files.withListings().withIndex(), "/"))).doesNotContain("pipe");
  }

  @Test
  void a_root_of_slash_serves_all_and_nothing_above() throws Exception {
    FileHandler all = FileHandler.of(Path.of("/"));
    String page = root.resolve("page.html").toRealPath().toString();

    assertThat(text(get(all, page))).isEqualTo("<p>page");
    expectNothing(all, "/.." + page);
    expectNothing(all, "//" + page);
    expectNothing(all, "/dev/null");
    expectNothing(all, "/dev/zero");
  }

  @Test
  @Covers({"9110-9.1-4", "9110-10.2.1-1", "9110-15.5.6-1"})
  void other_methods_are_refused_and_named() throws Exception {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "PROPFIND"}) {
      Response response = files.handle(Requests.of(method, "/page.html", new byte[0]));
      assertThat(response.status().code()).isEqualTo(405);
      assertThat(response.headers().first("Allow")).contains("GET, HEAD, OPTIONS");
    }
    Response response = files.handle(Requests.of("OPTIONS", "/page.html", new byte[0]));
    assertThat(response.status().code()).isEqualTo(204);
    assertThat(response.headers().first("Allow")).contains("GET, HEAD, OPTIONS");
  }

  @Test
  void a_prefix_is_taken_away() throws Exception {
    FileHandler below = files.withPrefix("/assets/v1/");

    assertThat(text(get(below, "/assets/v1/css/style.css"))).isEqualTo("a{}");
    assertThat(text(get(below, "/assets/v1/"))).isEqualTo("<h1>root");
    assertThat(get(below, "/assets/v1?q").headers().first("Location")).contains("v1/?q");
    for (String target :
        new String[] {
          "/",
          "/assets",
          "/page.html",
          "/assets/v1page.html",
          "/assets/v1/../page.html",
          "/ASSETS/v1/page.html",
          "/assets/v",
          "//assets/v1/page.html"
        }) {
      expectNothing(below, target);
    }
  }

  @Test
  void listings_show_what_can_be_asked_for() throws Exception {
    write("css/a b&c.txt", "x");
    write("css/control\u0001.txt", "x");
    Response response = get(files.withListings(), "/css/");

    assertThat(response.headers().first("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(response.headers().first("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(text(response))
        .contains("<a href=\"a%20b%26c.txt\">a b&amp;c.txt</a>", "\"style.css\"", "\"../\"")
        .doesNotContain("hidden", "well-known", "control");
    assertThat(text(get(files.withListings(), "/"))).as("the index counts").isEqualTo("<h1>root");
    assertThat(get(files.withListings(), "/css").headers().first("Location")).contains("css/");
    assertThat(text(get(files.withListings().withIndex(), "/")))
        .contains("\".well-known/\"")
        .doesNotContain("env", "git");
    expectNothing(files.withListings(), "/.git/");
  }

  @Test
  void a_listing_is_bounded() throws Exception {
    for (int i = 0; i < 10_050; i++) {
      Files.createFile(Files.createDirectories(root.resolve("many")).resolve("f" + i));
    }
    String page = text(get(files.withListings(), "/many/"));

    assertThat(page.split("<li>", -1)).hasSize(10_000 + 1 + 1);
    assertThat(page).endsWith("<p>and more\n");
  }

  @Test
  void the_index_may_have_other_names() throws Exception {
    FileHandler other = files.withIndex("default.htm", "page.html");

    assertThat(text(get(other, "/"))).isEqualTo("<p>page");
    write("default.htm", "first");
    assertThat(text(get(other, "/"))).isEqualTo("first");
    expectNothing(files.withIndex(), "/");
  }

  @Test
  void a_type_is_given_for_an_ending_without_its_dot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.withType(".css", "text/css"))
        .withMessage("an ending without its dot wanted, not \".css\"");
    assertThatIllegalArgumentException().isThrownBy(() -> files.withType("css", "style sheet"));
  }

  @Test
  void types_caching_and_fields_can_be_chosen() throws Exception {
    FileHandler chosen =
        files
            .withType("CSS", "text/x-own")
            .withCacheControl(path -> path.equals("/css/style.css") ? "max-age=60" : "")
            .withHeader("Cross-Origin-Resource-Policy", "same-origin")
            .withHeader("content-type", "text/lost")
            .withoutHeader("x-content-type-options");

    Response response = get(chosen, "/css/style.css");
    assertThat(response.headers().all("Content-Type")).containsExactly("text/x-own");
    assertThat(response.headers().first("Cache-Control")).contains("max-age=60");
    assertThat(response.headers().first("Cross-Origin-Resource-Policy")).contains("same-origin");
    assertThat(response.headers().contains("X-Content-Type-Options")).isFalse();
    assertThat(get(chosen, "/").headers().contains("Cache-Control")).isFalse();
    assertThat(get(files.withCacheControl("no-cache"), "/").headers().first("Cache-Control"))
        .contains("no-cache");
    assertThat(get(files, "/css/style.css").headers().first("Content-Type"))
        .as("the first handler is as it was")
        .contains("text/css; charset=utf-8");
  }

  @Test
  void wrong_options_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileHandler.of(root.resolve("none")))
        .withMessageContaining("not a directory");
    assertThatIllegalArgumentException().isThrownBy(() -> files.withPrefix("/a"));
    assertThatIllegalArgumentException().isThrownBy(() -> files.withPrefix("a/"));
    assertThatIllegalArgumentException().isThrownBy(() -> files.withPrefix("/../"));
    assertThatIllegalArgumentException().isThrownBy(() -> files.withPrefix("/a//b/"));
    assertThatIllegalArgumentException().isThrownBy(() -> files.withIndex("a/b"));
    assertThatIllegalArgumentException().isThrownBy(() -> files.withCacheControl("a\nb"));
    assertThatIllegalArgumentException().isThrownBy(() -> files.withHeader("Connection", "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> FileHandler.ofClassPath("/"));
    assertThatIllegalArgumentException().isThrownBy(() -> FileHandler.ofClassPath(""));
    assertThatIllegalArgumentException().isThrownBy(() -> FileHandler.ofClassPath("a//b"));
  }

  // ---- on the wire

  @Test
  void head_equals_get_without_the_content() throws Exception {
    write("large.bin", new byte[100_000]);
    var server = server(files.withListings());
    for (String target : new String[] {"/", "/large.bin", "/css/", "/docs", "/none"}) {
      Conversation client = converse(server);
      WireResponse get = send(client, "GET", target, "").readResponse();
      WireResponse head = send(client, "HEAD", target, "").readResponse("HEAD");
      assertThat(head.status()).as(target).isEqualTo(get.status());
      assertThat(withoutDate(head)).as(target).isEqualTo(withoutDate(get));
    }
  }

  private static List<WireResponse.Field> withoutDate(WireResponse response) {
    return response.fields().stream().filter(field -> !field.name().equals("Date")).toList();
  }

  @Test
  void a_client_that_has_the_file_gets_304() throws Exception {
    var server = server(files.withCacheControl("no-cache"));
    for (String target : new String[] {"/page.html", "/large.bin"}) {
      write("large.bin", new byte[100_000]);
      Conversation client = converse(server);
      WireResponse first = send(client, "GET", target, "").expectResponse(200);

      WireResponse again =
          send(client, "GET", target, "If-None-Match: " + first.header("ETag") + "\r\n")
              .expectResponse(304);
      assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
      assertThat(again.header("Cache-Control")).isEqualTo("no-cache");
      send(client, "GET", target, "If-Modified-Since: " + first.header("Last-Modified") + "\r\n")
          .expectResponse(304);
      send(client, "GET", target, "If-Match: \"other\"\r\n").expectResponse(412);
    }
  }

  @Test
  void a_change_is_seen_at_once() throws Exception {
    Conversation client = converse(files);
    WireResponse first = send(client, "GET", "/page.html", "").expectResponse(200);
    Files.writeString(root.resolve("page.html"), "<p>next");

    WireResponse next =
        send(client, "GET", "/page.html", "If-None-Match: " + first.header("ETag") + "\r\n")
            .expectResponse(200);
    assertThat(next.text()).isEqualTo("<p>next");
    assertThat(next.header("ETag")).isNotEqualTo(first.header("ETag"));
  }

  @Test
  void ranges_of_small_and_large_files() throws Exception {
    byte[] large = new byte[300_000];
    new Random(1).nextBytes(large);
    write("sub/large.bin", large);
    Conversation client = converse(files);

    send(client, "GET", "/page.html", "Range: bytes=3-\r\n").expectResponse(206, "page");
    WireResponse part =
        send(client, "GET", "/sub/large.bin", "Range: bytes=200000-200999\r\n").expectResponse(206);
    assertThat(part.header("Content-Range")).isEqualTo("bytes 200000-200999/300000");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(large, 200_000, 201_000));
    send(client, "GET", "/sub/large.bin", "Range: bytes=300000-\r\n").expectResponse(416);
    assertThat(send(client, "GET", "/sub/large.bin", "").expectResponse(200).body())
        .isEqualTo(large);
  }

  private static Conversation send(
      Conversation client, String method, String target, String fields) {
    return client.send(method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
  }
}
