package io.github.tinyhttp.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Some hundred ways to ask for what is not there to be had, each sent as it stands.
@Timeout(120)
class HostileTargetsTest extends EachVersionTest {
  private static final String SECRET = "the secret";

  @TempDir Path directory;
  private Path root;

  @BeforeEach
  void tree() throws Exception {
    root = Files.createDirectory(directory.resolve("root"));
    write("root/ok.txt", "fine");
    write("root/sub/a.txt", "fine");
    for (String hidden :
        List.of(
            "secret.txt",
            "root-secret/secret.txt",
            "root/.git/config",
            "root/.env",
            "root/.htpasswd",
            "root/.ssh/id_rsa",
            "root/.well-known/.secret",
            "root/.well-known/.git/config",
            "root/sub/.hidden/secret.txt",
            "root/sub/.well-known/secret.txt",
            "root/.Well-Known/secret.txt",
            "root/..git/config",
            "root/.env;.txt",
            "root/\u200c.git/config",
            "root/control\u0001/secret.txt")) {
      write(hidden, SECRET);
    }
    link("link.txt", "../secret.txt");
    link("link", "..");
    link("up", "../");
    link("sub/up", "../..");
    link("sub/link.txt", "../../secret.txt");
    link("rootlink", "/");
    link("loop", "loop");
    link("hidden-link", ".git");
    link("chain.txt", "link.txt");
    link("inside.txt", "ok.txt");
    link("broken", "nothing");
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
  }

  private void write(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), Path.of(target));
  }

  static List<String> targets() throws IOException {
    try (InputStream file =
        HostileTargetsTest.class.getResourceAsStream("/files/hostile-targets.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Wire::unescape)
          .toList();
    }
  }

  @Test
  void there_are_hundreds_and_no_two_are_the_same() throws IOException {
    assertThat(targets()).hasSizeGreaterThan(400).doesNotHaveDuplicates();
  }

  @Test
  void none_gives_anything_away() throws Exception {
    expectNothingOf(server(FileHandler.of(root)));
  }

  @Test
  void none_gives_anything_away_below_a_prefix() throws Exception {
    Server server = server(FileHandler.of(root).withPrefix("/files/"));
    expectNothingOf(server, "/files");
    expectNothingOf(server, "/files/");
  }

  @Test
  void none_is_listed() throws Exception {
    expectNothingOf(server(FileHandler.of(root).withListings()));
  }

  /// Links that stay inside are followed then, the others are not.
  @Test
  void none_leads_out_where_links_are_followed() throws Exception {
    Server server = server(FileHandler.of(root).withLinks());
    for (String target : targets()) {
      WireResponse response = ask(server, target);
      assertThat(response.text()).as(Wire.escape(target)).doesNotContain(SECRET, "root:");
      // 400 for what is no target, 414 for what is too long
      assertThat(response.status()).isIn(target.startsWith("/inside") ? 200 : 404, 400, 414);
    }
  }

  private void expectNothingOf(Server server) throws IOException {
    expectNothingOf(server, "");
  }

  private void expectNothingOf(Server server, String prefix) throws IOException {
    for (String target : targets()) {
      if (prefix.isEmpty() || target.startsWith("/")) {
        WireResponse response = ask(server, prefix + target);
        assertThat(response.text())
            .as(Wire.escape(target))
            .doesNotContain(SECRET, "root:", "fine", "Index");
        // as above
        assertThat(response.status()).as(Wire.escape(target)).isIn(400, 404, 414);
        assertThat(response.has("Location")).as(Wire.escape(target)).isFalse();
      }
    }
    String fine = prefix.isEmpty() ? "/" : "/files/";
    assertThat(ask(server, fine + "ok.txt").text()).as("it lives on").isEqualTo("fine");
    assertThat(ask(server, fine + "sub/a.txt").text()).isEqualTo("fine");
  }

  private WireResponse ask(Server server, String target) {
    try (Conversation client = version.connect(server.port())) {
      return client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
    }
  }
}
