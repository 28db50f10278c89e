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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How many lines of an access log are lost when its process ends: the responses that clients have
/// got are compared with the lines of the file.
class LogLossTest extends ClientTest {
  /// How many events may wait to be told.
  private static final int QUEUE = 10_000;

  /// How many lines may be collected for one write.
  private static final int COLLECTED = (64 << 10) / "</ 200>\n".length();

  private Path log;
  private OwnProcess server;
  private int port;

  @BeforeEach
  void start() throws Exception {
    log = directory.resolve("access.log");
    server = closedAfter(OwnProcess.java(LoggingServer.class, List.of(Server.class), "" + log));
    port = Integer.parseInt(server.line());
  }

  /// The whole lines of the log.
  private long lines() {
    try {
      return Files.exists(log) ? Files.readString(log).split(">\n", -1).length - 1L : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Begins to load the server; the result is how many responses have come.
  private FutureTask<Long> load(String... options) {
    var command = new ArrayList<>(List.of("h2load", "-n", "10000000", "-c", "4"));
    command.addAll(List.of(options));
    command.add("http://127.0.0.1:" + port + "/");
    return inBackground(() -> responses(Program.runToAnyEnd(command.toArray(String[]::new))));
  }

  private static long responses(Program.Output output) {
    Matcher figure = Pattern.compile("status codes: (\\d+) 2xx").matcher(output.out());
    assertThat(figure.find()).as(output.toString()).isTrue();
    return Long.parseLong(figure.group(1));
  }

  private static <T> FutureTask<T> inBackground(Callable<T> callable) {
    var task = new FutureTask<>(callable);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  private static long result(FutureTask<Long> task) throws Exception {
    return task.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--h1", "--max-concurrent-streams=10"})
  void a_process_that_is_killed_loses_no_more_than_what_waited(String protocol) throws Exception {
    FutureTask<Long> load = load(protocol);
    Await.until("there is a load", () -> lines() > 2 * QUEUE);
    server.kill();
    assertThat(lines()).isGreaterThan(result(load) - QUEUE - COLLECTED);
  }

  @Test
  void a_process_that_is_killed_while_it_rests_loses_nothing() throws Exception {
    WireClient client = closedAfter(WireClient.connect(port));
    for (int i = 0; i < 100; i++) {
      client.send(get("/")).expectResponse(200);
    }
    Await.until("the lines are written", () -> lines() == 100);
    server.kill();
    assertThat(lines()).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--h1", "--max-concurrent-streams=10"})
  void a_process_that_is_asked_to_end_loses_nothing(String protocol) throws Exception {
    FutureTask<Long> load = load(protocol);
    Await.until("there is a load", () -> lines() > 1_000);
    server.terminate();
    long dropped = Long.parseLong(server.line());
    server.exit();
    assertThat(lines() + dropped).isGreaterThanOrEqualTo(result(load));
  }
}
