package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a server loads that writes neither a transcript nor an access log: no class of theirs, so
/// that no object of theirs can be made, whatever clients do.
class UnwatchedServerTest extends ClientTest {
  private static final String ROOM = "io.github.tinyhttp.";

  /// Runs a server for clients of every kind.
  ///
  /// @param by who watches: all, or none
  /// @return the names of the classes that were loaded
  private List<String> classesOf(String by) throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Path classes = directory.resolve("classes-" + by);
    try (OwnProcess server =
        OwnProcess.java(
            List.of("-Xlog:class+load:file=" + classes, "-cp", classPath()),
            WatchedServer.class,
            List.of(Server.class),
            by,
            certificate.chain() + "",
            certificate.key() + "")) {
      String plain = "http://127.0.0.1:" + server.line();
      String secured = "https://127.0.0.1:" + server.line();
      ask("--http1.1", plain);
      ask("--http2-prior-knowledge", plain);
      ask("--http1.1", secured);
      ask("--http2", secured);
      upgrade(Integer.parseInt(plain.substring(plain.lastIndexOf(':') + 1)));
      server.endInput();
      assertThat(server.exit()).isZero();
    }
    try (Stream<String> lines = Files.lines(classes)) {
      return lines.map(line -> line.replaceAll("^.*\\] (\\S+) source.*", "$1")).toList();
    }
  }

  /// The library as applications have it: of single files, a server loads ahead what errors need.
  private String classPath() {
    Path jar = directory.resolve("tinyhttp.jar");
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "-cf", jar + "", "-C", home(Server.class), ".");
    assertThat(status).isZero();
    return jar + ":" + home(WatchedServer.class);
  }

  private static String home(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private static void ask(String version, String uri) {
    assertThat(curl(version, uri + "/stream", "-o", "/dev/null")).isEmpty();
    assertThat(curl(version, uri + "/upload", "-d", "some")).isEqualTo("some");
  }

  private static String curl(String version, String uri, String... options) {
    var command = new ArrayList<>(List.of("curl", "-q", "-sS", "-k", "-f", version, uri));
    command.addAll(List.of(options));
    return Program.run(command.toArray(String[]::new)).out();
  }

  private static void upgrade(int port) {
    try (WireClient client = WireClient.connect(port)) {
      client
          .sendLines(
              """
              GET /upgrade HTTP/1.1
              Host: localhost
              Connection: Upgrade
              Upgrade: echo

              """)
          .expectInterim(101);
      client.expect("x");
    }
  }

  private static List<String> of(String room, List<String> classes) {
    return classes.stream().filter(name -> name.startsWith(ROOM + room + ".")).toList();
  }

  @Test
  void a_server_that_is_not_watched_loads_nothing_for_it() throws Exception {
    List<String> classes = classesOf("none");
    assertThat(of("http1", classes)).hasSizeGreaterThan(10);
    assertThat(of("http2", classes)).hasSizeGreaterThan(10);
    assertThat(of("transcript", classes)).isEmpty();
    assertThat(of("accesslog", classes)).isEmpty();
    assertThat(classes).noneMatch(name -> name.startsWith("jdk.jfr.internal."));
  }

  @Test
  void what_is_wanted_is_loaded() throws Exception {
    List<String> classes = classesOf("all");
    assertThat(of("transcript", classes)).hasSizeGreaterThan(10);
    assertThat(of("accesslog", classes)).hasSizeGreaterThan(5);
  }
}
