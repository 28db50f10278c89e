package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What has to work through any reverse proxy in front of a server.
///
/// The proxy listens on a Unix-domain socket in a directory of the test's, so it needs no port and
/// no rights, and goes into the background once it listens.
abstract class ReverseProxyContract extends ClientTest {
  private final AtomicInteger connections = new AtomicInteger();
  private Path socket;
  private Path big;

  /// Starts the proxy, which has written its process id to `pid` when this returns.
  ///
  /// @param socket where it listens
  /// @param port of the server behind it
  abstract void start(Path socket, int port, Path pid) throws IOException;

  @BeforeEach
  void start() throws IOException {
    big = fileOf(20_000_000);
    socket = directory.resolve("proxy.sock");
    Path pid = directory.resolve("proxy.pid");
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .bind(0)
                .handler(this::handle)
                .events(new ConnectionCounter())
                .start());
    start(socket, server.port(), pid);
    endedAfter(pid);
  }

  private final class ConnectionCounter implements ServerEvents {
    @Override
    public void connected(ConnectionEvent connection) {
      connections.incrementAndGet();
    }
  }

  private Response handle(io.github.tinyhttp.Request request) throws Exception {
    return switch (request.path()) {
      case "/upload" -> Response.text(digest(request.body()));
      case "/big" -> Response.file(big);
      case "/chunks" -> Response.stream(Files.newInputStream(big));
      case "/tag" ->
          request.header("If-None-Match").equals(java.util.Optional.of("\"1\""))
              ? Response.status(304).withHeader("ETag", "\"1\"")
              : Response.text("tagged").withHeader("ETag", "\"1\"");
      case "/refuse" -> Response.text("too much").withStatus(413);
      case "/echo" -> {
        try (Upgrade upgrade = request.upgrade("echo", Response.empty())) {
          upgrade.input().transferTo(upgrade.output());
        }
        yield null;
      }
      default -> Response.text("hello");
    };
  }

  @Test
  void uploads_pass() throws IOException {
    Path file = fileOf(5_000_000);

    assertThat(curl("/upload", "--data-binary", "@" + file)).isEqualTo(digest(file));
  }

  @Test
  void chunked_uploads_pass() throws IOException {
    Path file = fileOf(5_000_000);

    assertThat(curl("/upload", "-H", "Transfer-Encoding: chunked", "--data-binary", "@" + file))
        .isEqualTo(digest(file));
  }

  @Test
  void big_downloads_pass() throws IOException {
    Path copy = directory.resolve("copy");

    assertThat(curl("/big", "-o", copy.toString(), "-w", "%{http_code}")).isEqualTo("200");
    assertThat(digest(copy)).isEqualTo(digest(big));
  }

  @Test
  void big_chunked_downloads_pass() throws IOException {
    Path copy = directory.resolve("copy");

    assertThat(curl("/chunks", "-o", copy.toString(), "-w", "%{http_code}")).isEqualTo("200");
    assertThat(digest(copy)).isEqualTo(digest(big));
  }

  @Test
  void heads_pass() {
    assertThat(curl("/big", "--head").toLowerCase(java.util.Locale.ROOT))
        .startsWith("http/1.1 200 ")
        .contains("content-length: 20000000");
  }

  @Test
  void not_modified_passes() {
    assertThat(curl("/tag", "-w", " %{http_code}")).isEqualTo("tagged 200");
    assertThat(curl("/tag", "-H", "If-None-Match: \"1\"", "-w", "%{http_code}")).isEqualTo("304");
  }

  @Test
  void an_upload_refused_early_is_told_why() throws IOException {
    assertThat(curl("/refuse", "--data-binary", "@" + fileOf(200_000), "-w", " %{http_code}"))
        .isEqualTo("too much 413");
  }

  @Test
  void connections_are_used_again() {
    String[] more =
        IntStream.range(0, 50).mapToObj(i -> "http://proxied/" + i).toArray(String[]::new);

    assertThat(curl("/", more)).isEqualTo("hello".repeat(51));
    assertThat(connections).hasValueLessThan(5);
  }

  @Test
  void another_protocol_passes() {
    var client =
        closedAfter(WireClient.connect(UnixDomainSocketAddress.of(socket), Duration.ofSeconds(60)));

    client.sendLines(
        """
        GET /echo HTTP/1.1
        Host: proxied
        Connection: Upgrade
        Upgrade: echo

        """);
    client.expectInterim(101);
    client.send("over").expect("over");
    client.send(" and out").expect(" and out");
  }

  private String curl(String path, String... arguments) {
    return Program.run(
            Stream.concat(
                    Stream.of(
                        "curl",
                        "-q",
                        "-sS",
                        "--unix-socket",
                        socket.toString(),
                        "http://proxied" + path),
                    Stream.of(arguments))
                .toArray(String[]::new))
        .out();
  }
}
