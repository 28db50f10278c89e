package io.github.tinyhttp.accesslog;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.LoggedWarnings;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An access log whose file cannot be written: no request waits, the trouble is told once, and the
/// log goes on when it is over.
class LogTroubleTest extends SocketTest {
  @TempDir private Path directory;

  private final LoggedWarnings logged = closedAfter(LoggedWarnings.begin());

  private Path file;

  @BeforeEach
  void listen() {
    file = directory.resolve("access.log");
  }

  /// What the server says of its access log, and of listeners that are too slow.
  private List<String> told() {
    return logged.lines().stream()
        .filter(line -> line.matches("(?s).*(access log|listener).*"))
        .toList();
  }

  private Server logged(AccessLog log) throws IOException {
    return server(request -> Response.text("fine"), options().withAccessLog(log));
  }

  private void ask(Server server, String path, int times) throws IOException {
    try (WireClient client = client(server)) {
      for (int i = 0; i < times; i += 50) {
        int many = Math.min(50, times - i);
        client.send(get(path).repeat(many));
        for (int j = 0; j < many; j++) {
          client.expectResponse(200);
        }
      }
    }
  }

  private static boolean has(Path file, String path) {
    try {
      return Files.exists(file) && Files.readString(file).contains("GET " + path + " ");
    } catch (IOException _) {
      return false;
    }
  }

  private void awaitRecovery(Server server) {
    Await.until(
        "the log is written again",
        () -> {
          try {
            ask(server, "/after", 1);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return has(file, "/after");
        });
  }

  /// That the trouble was told once, and its end once.
  private void isToldOnce() {
    Await.until("the end is told", () -> told().size() == 2);
    assertThat(told().getFirst()).startsWith("WARNING").endsWith("cannot be written");
    assertThat(told().getLast()).startsWith("INFO").contains("is written again");
  }

  @Test
  void a_directory_that_vanishes_stops_no_request() throws IOException {
    Path inner = Files.createDirectory(directory.resolve("logs"));
    file = inner.resolve("access.log");
    Server server = logged(AccessLog.toFile(file));
    ask(server, "/before", 1);
    Await.until("it is written", () -> has(file, "/before"));
    Files.delete(file);
    Files.delete(inner);
    Await.until(
        "the trouble is told",
        () -> {
          try {
            ask(server, "/meanwhile", 1);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return !told().isEmpty();
        });
    ask(server, "/meanwhile", 100);
    Files.createDirectory(inner);
    awaitRecovery(server);
    isToldOnce();
  }

  @Test
  void a_full_disk_stops_no_request() throws IOException {
    Files.createSymbolicLink(file, Path.of("/dev/full"));
    Server server = logged(AccessLog.toFile(file));
    for (int i = 0; i < 100; i++) {
      ask(server, "/full", 1);
    }
    Files.delete(file);
    awaitRecovery(server);
    assertThat(server.metrics().logLinesLost()).isGreaterThanOrEqualTo(100);
    assertThat(server.metrics().eventsDropped()).isZero();
    assertThat(Files.readString(file)).doesNotContain("/full");
    isToldOnce();
  }

  @Test
  void a_line_that_another_process_has_left_open_is_ended() throws IOException {
    Files.writeString(file, "127.0.0.1 - - [");
    Server server = logged(AccessLog.toFile(file).withTemplate("{path}"));
    ask(server, "/a", 2);
    server.close();
    assertThat(Files.readAllLines(file)).containsExactly("127.0.0.1 - - [", "/a", "/a");
  }

  private void makePipe() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
  }

  @Test
  void a_pipe_that_no_process_reads_holds_up_neither_a_request_nor_the_end() throws Exception {
    makePipe();
    Server server = logged(AccessLog.toFile(file));
    ask(server, "/" + "a".repeat(200), 1_000);
    long begin = System.nanoTime();
    server.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void a_pipe_is_written_on_when_a_process_reads_it() throws Exception {
    makePipe();
    Server server = logged(AccessLog.toFile(file));
    ask(server, "/" + "a".repeat(200), 12_000); // more than the queue and the pipe hold
    assertThat(server.metrics().logLinesLost()).isPositive();
    ask(server, "/last", 1);
    Path copy = directory.resolve("copy");
    Process reader =
        closedAfter(new Reader(new ProcessBuilder("cat", file + "").redirectOutput(copy.toFile())))
            .process;
    file = copy;
    awaitRecovery(server);
    assertThat(reader.isAlive()).isTrue();
    assertThat(told()).singleElement().asString().contains("too slow");
  }

  /// A process that ends with its test.
  private static final class Reader implements AutoCloseable {
    final Process process;

    Reader(ProcessBuilder builder) throws IOException {
      process = builder.start();
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  @Test
  void a_server_that_is_closed_right_after_its_last_response_loses_no_line() throws IOException {
    for (int round = 0; round < 30; round++) {
      file = directory.resolve("access.log." + round);
      Server server = logged(AccessLog.toFile(file));
      ask(server, "/", 20);
      server.close();
      assertThat(Files.readAllLines(file)).as("round %s", round).hasSize(20);
    }
    assertThat(told()).isEmpty();
  }

  @Test
  void a_file_that_cannot_be_rotated_is_written_on() throws IOException {
    Files.createDirectories(directory.resolve("access.log.1").resolve("in the way"));
    Server server = logged(AccessLog.toFile(file).withRotation(1_024).withKept(1));
    ask(server, "/", 60);
    server.close();
    assertThat(Files.readAllLines(file)).hasSize(60);
    assertThat(told()).singleElement().asString().contains("cannot be rotated");
  }
}
