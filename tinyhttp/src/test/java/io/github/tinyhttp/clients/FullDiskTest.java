package io.github.tinyhttp.clients;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An access log on a disk that gets full in the middle of a line, and has room again.
class FullDiskTest extends ClientTest {
  private Path log;
  private WireClient client;
  private long asked;

  private void ask() {
    client.send(get("/")).expectResponse(200, "hello");
    asked++;
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void no_request_waits_and_no_line_is_torn_but_one() throws Exception {
    log = directory.resolve("access.log");
    OwnProcess server =
        closedAfter(OwnProcess.java(LoggingServer.class, List.of(Server.class), "" + log));
    client = closedAfter(WireClient.connect(Integer.parseInt(server.line())));
    server.limitFiles("100");
    for (int i = 0; i < 100; i++) {
      ask();
    }
    assertThat(server.line()).startsWith("WARNING").endsWith("cannot be written");
    server.limitFiles("unlimited");
    Await.until(
        "the log is written again",
        () -> {
          ask();
          return lines().size() > 13;
        });
    String recovery = server.line();
    assertThat(recovery).startsWith("INFO").contains("is written again");
    server.terminate();
    String lost = recovery.replaceAll(".*; (\\d+) lines lost", "$1");
    assertThat(server.line()).as("what the metrics say").isEqualTo(lost);
    assertThat(lines().subList(0, 12)).containsOnly("</ 200>");
    assertThat(lines().get(12)).isEqualTo("</ 2"); // here the disk was full
    assertThat(lines().subList(13, lines().size())).containsOnly("</ 200>");
    assertThat(lines().size() - 1 + Long.parseLong(lost)).isEqualTo(asked);
  }
}
