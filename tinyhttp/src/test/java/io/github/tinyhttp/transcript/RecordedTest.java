package io.github.tinyhttp.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Transcript;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.LastLines;
import io.github.tinyhttp.testkit.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/// A test that compares the transcript of a server with what went over its connections.
abstract class RecordedTest extends SocketTest {
  private final LastLines lines = new LastLines(10_000);

  @AfterEach
  void allLinesFollowTheGrammar() {
    assertThat(lines()).allMatch(GrammarTest::isLine);
  }

  /// A transcript that this test looks at.
  Transcript transcript() {
    return Transcript.to(lines);
  }

  Server recorded(Handler handler) throws IOException {
    return recorded(handler, transcript());
  }

  Server recorded(Handler handler, Transcript transcript) throws IOException {
    return server(handler, options().withTranscript(transcript));
  }

  static ServerOptions with(Transcript transcript) {
    return options().withTranscript(transcript);
  }

  /// The lines so far.
  List<String> lines() {
    return lines.lines();
  }

  /// The lines when the first connection has ended, without its beginning and its end.
  List<String> exchanged() {
    return exchanged(1);
  }

  /// The same of another connection, each without the number of the connection.
  List<String> exchanged(int connection) {
    String own = "conn=" + connection + " ";
    Await.until(
        "connection " + connection + " has ended",
        () -> lines().contains(own + "closed") || lines().contains(own + "reset"));
    return lines().stream()
        .filter(line -> line.startsWith(own))
        .map(line -> line.substring(own.length()))
        .filter(line -> !List.of("<< end", ">> end", "closed").contains(line))
        .filter(line -> !line.startsWith("opened"))
        .toList();
  }

  /// Waits for a line.
  void await(String line) {
    Await.until("there is a line " + line, () -> lines().contains(line));
  }

  void isExchanged(String... expected) {
    assertThat(exchanged()).containsExactly(expected);
  }

  /// The first line of a connection over loopback.
  static String opened(int connection, SocketAddress client, Server server) {
    int port = ((InetSocketAddress) client).getPort();
    return "conn=%d opened 127.0.0.1:%d -> 127.0.0.1:%d".formatted(connection, port, server.port());
  }

  /// The number of octets.
  static int size(String octets) {
    return Wire.octets(octets).length;
  }
}
