package io.github.tinyhttp.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files for paths that name none, and for paths that are not the request's: from each kind of
/// tree.
@Timeout(120)
class FileFallbackTest extends EachVersionTest {
  @TempDir Path directory;
  private Path root;

  @BeforeEach
  void tree() throws IOException {
    root = directory.resolve("root");
    writeInto(root);
    Files.writeString(directory.resolve("outside.txt"), "secret");
  }

  private static void writeInto(Path root) throws IOException {
    Files.createDirectories(root.resolve("docs"));
    Files.createDirectories(root.resolve("bare"));
    Files.writeString(root.resolve("index.html"), "the app");
    Files.writeString(root.resolve("app.js"), "run()");
    Files.writeString(root.resolve("docs/index.html"), "the docs");
    Files.writeString(root.resolve(".env"), "secret");
  }

  private static WireResponse ask(Conversation client, String method, String target) {
    client.send(method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    return client.readResponse(method);
  }

  private static void expect(Conversation client, String target, int status, String content) {
    WireResponse response = ask(client, "GET", target);
    assertThat(response.status()).as(target).isEqualTo(status);
    assertThat(response.text()).as(target).isEqualTo(content);
  }

  private interface Trial {
    void of(FileHandler files) throws Exception;
  }

  private void fromEverySource(Trial trial) throws Exception {
    trial.of(FileHandler.of(root));
    Path archive = directory.resolve("site.jar");
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      writeInto(zip.getPath("/static"));
    }
    try (FileSystem zip = FileSystems.newFileSystem(archive)) {
      trial.of(FileHandler.of(zip.getPath("/static")));
    }
    for (Path classPath : new Path[] {archive, directory}) {
      String name = classPath.equals(directory) ? "root" : "static";
      try (var loader = new URLClassLoader(new URL[] {classPath.toUri().toURL()}, null)) {
        trial.of(FileHandler.ofClassPath(name, loader));
      }
    }
  }

  // ---- a fallback

  @Test
  void is_served_for_every_path_that_names_no_file() throws Exception {
    fromEverySource(
        files -> {
          Conversation client = converse(files.withFallback("index.html"));
          expect(client, "/", 200, "the app");
          expect(client, "/app.js", 200, "run()");
          expect(client, "/docs/", 200, "the docs");
          for (String target :
              new String[] {
                "/users/7",
                "/users/7/",
                "/none",
                "/none.js",
                "/bare/",
                "/docs/none",
                "/a?b=c",
                "/app.js/more",
                "/.env",
                "/users/%C3%A9"
              }) {
            expect(client, target, 200, "the app");
          }
          WireResponse response = ask(client, "GET", "/users/7");
          assertThat(response.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
          assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        });
  }

  @Test
  void is_for_get_and_head_only() throws Exception {
    Conversation client = converse(FileHandler.of(root).withFallback("index.html"));
    WireResponse head = ask(client, "HEAD", "/users/7");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("7");
    for (String method : new String[] {"POST", "PUT", "DELETE"}) {
      assertThat(ask(client, method, "/users/7").status()).isEqualTo(405);
    }
    assertThat(ask(client, "OPTIONS", "/users/7").header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @Test
  void has_validators_of_its_own() throws Exception {
    Conversation client = converse(FileHandler.of(root).withFallback("index.html"));
    String tag = ask(client, "GET", "/index.html").header("ETag");
    assertThat(ask(client, "GET", "/users/7").header("ETag")).isEqualTo(tag);
    client.send("GET /users/8 HTTP/1.1\r\nHost: a\r\nIf-None-Match: " + tag + "\r\n\r\n");
    client.expectResponse(304);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/docs/../../outside.txt",
        "//outside.txt",
        "/a%00b",
        "/a%2fb",
        "/%ff"
      })
  void does_not_lead_out_of_the_tree(String target) throws Exception {
    Conversation client = converse(FileHandler.of(root).withFallback("index.html"));
    expect(client, target, 404, "not found\n");
  }

  @Test
  void may_lie_deeper_and_is_looked_up_each_time() throws Exception {
    Conversation client = converse(FileHandler.of(root).withFallback("docs/app%20page.html"));
    expect(client, "/none", 404, "not found\n");
    Files.writeString(root.resolve("docs/app page.html"), "later");
    expect(client, "/none", 200, "later");
    assertThat(ask(client, "GET", "/docs").status()).isEqualTo(301);
  }

  @Test
  void holds_below_the_prefix_only() throws Exception {
    Conversation client =
        converse(FileHandler.of(root).withPrefix("/app/").withFallback("index.html"));
    expect(client, "/app/users/7", 200, "the app");
    expect(client, "/users/7", 404, "not found\n");
  }

  @Test
  void is_the_path_of_a_file() {
    FileHandler files = FileHandler.of(root);
    for (String path : new String[] {"", "docs/", "/index.html", "../outside.txt", "a//b", "%zz"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> files.withFallback(path))
          .withMessage("not the path of a file: " + path);
    }
  }

  // ---- other paths than the request's

  @Test
  void a_router_gives_the_rest_of_the_path() throws Exception {
    fromEverySource(
        files -> {
          Handler router =
              request -> {
                String path = request.rawPath();
                return path.startsWith("/files/7")
                    ? files.handle(request, path.substring("/files/7".length()))
                    : Response.error(404, "no route");
              };
          Server server = server(router);
          Conversation client = converse(server);
          expect(client, "/files/7/app.js", 200, "run()");
          expect(client, "/files/7/docs/", 200, "the docs");
          expect(client, "/files/7/none", 404, "not found\n");
          expect(client, "/files/7/.env", 404, "not found\n");
          expect(client, "/files/7/../outside.txt", 404, "not found\n");
          expect(client, "/files/7", 404, "not found\n"); // an empty path names nothing
          expect(client, "/", 404, "no route");
          assertThat(ask(client, "GET", "/files/7/docs?a=b").header("Location"))
              .isEqualTo("docs/?a=b");
          assertThat(ask(client, "POST", "/files/7/app.js").status()).isEqualTo(405);
        });
  }

  @Test
  void a_file_has_another_name_for_clients() throws Exception {
    FileHandler files = FileHandler.of(root).withPrefix("/elsewhere/");
    Conversation client =
        converse(
            request ->
                switch (request.path()) {
                  case "/script" -> files.handle(request, "/app.js");
                  case "/manual", "/manual/" -> files.handle(request, "/docs");
                  default -> files.handle(request, "/../outside.txt");
                });
    expect(client, "/script", 200, "run()");
    assertThat(ask(client, "GET", "/manual?x").header("Location")).isEqualTo("manual/?x");
    expect(client, "/manual/", 200, "the docs");
    expect(client, "/other", 404, "not found\n");
  }
}
