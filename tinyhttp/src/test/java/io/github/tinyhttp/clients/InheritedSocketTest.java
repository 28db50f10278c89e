package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A server in a process of its own, which gets its listening socket from systemd's own program for
/// such tests: that listens, and starts the server when the first client comes.
class InheritedSocketTest extends ClientTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /// What runs in that process: serves until it is told to stop.
  public static final class Main {
    private Main() {}

    /// Starts the server.
    ///
    /// @param arguments a file that says what went wrong
    public static void main(String[] arguments) throws IOException {
      Path log = Path.of(arguments[0]);
      try {
        Server server =
            Server.builder()
                .listen(Listener.inherited())
                .handler(
                    request ->
                        switch (request.path()) {
                          case "/stop" -> {
                            Thread.ofPlatform().start(Main::stop);
                            yield Response.text("stopping").withConnectionClose();
                          }
                          default -> Response.text(request.localAddress() + " is mine");
                        })
                .start();
        Main.server = server;
        Files.writeString(log, server.toString());
      } catch (IOException | RuntimeException e) {
        Files.writeString(log, e.toString());
      }
    }

    private static volatile Server server;

    private static void stop() {
      server.close();
    }
  }

  private Process activate(String address, String... options) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    var command = new ArrayList<String>(List.of("systemd-socket-activate", "--listen=" + address));
    command.addAll(List.of(options));
    // As in a unit, the server's output goes somewhere else than into the connection.
    command.addAll(List.of("/bin/sh", "-c", "exec \"$0\" \"$@\" >/dev/null 2>&1"));
    command.addAll(List.of(java.toString(), "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp"));
    command.add(home(Main.class) + ":" + home(Server.class));
    command.addAll(List.of(Main.class.getName(), log().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    closedAfter(
        () -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        });
    return process;
  }

  private static Path home(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private Path log() {
    return directory.resolve("log");
  }

  /// Tries until somebody listens.
  private WireClient connect(Process process, SocketAddress address) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        return closedAfter(WireClient.connect(address, Duration.ofSeconds(30)));
      } catch (AssertionError e) {
        if (System.nanoTime() > end || process.waitFor(20, TimeUnit.MILLISECONDS)) {
          throw new AssertionError(Files.readString(directory.resolve("errors")), e);
        }
      }
    }
  }

  @Test
  void systemd_hands_over_a_port() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var address = new InetSocketAddress("127.0.0.1", port);
    Process process = activate("127.0.0.1:" + port, "--inetd");

    connect(process, address).send(GET).expectResponse(200, address + " is mine");
    connect(process, address).send(GET).expectResponse(200, address + " is mine");
    assertThat(log()).hasContent("Server[" + address + "]");

    connect(process, address).send("GET /stop HTTP/1.0\r\n\r\n").expectResponse(200, "stopping");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void systemd_hands_over_a_unix_socket_whose_file_is_its_own() throws Exception {
    Path file = directory.resolve("http.sock");
    var address = UnixDomainSocketAddress.of(file);
    Process process = activate(file.toString(), "--inetd");

    connect(process, address).send(GET).expectResponse(200, file + " is mine");
    connect(process, address).send("GET /stop HTTP/1.0\r\n\r\n").expectResponse(200, "stopping");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(file).exists();
  }

  /// As a unit does that says `Accept=yes`.
  @Test
  void a_connection_is_no_listener() throws Exception {
    Path file = directory.resolve("http.sock");
    Process process = activate(file.toString(), "--inetd", "--accept");

    connect(process, UnixDomainSocketAddress.of(file)).expectGone();
    assertThat(log())
        .content()
        .contains("cannot listen on inherited socket: the standard input of this process is")
        .contains("a connection");
  }
}
