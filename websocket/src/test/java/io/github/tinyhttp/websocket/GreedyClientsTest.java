package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.WireClient;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// WebSockets whose clients would have the server hold several times its heap of 64 MiB, beside a
/// good client. The server's process ends at its first lack of memory.
class GreedyClientsTest {
  private static final int CLIENTS = 80;
  private static final long BUDGET = 16 << 20; // a quarter of the heap

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private OwnProcess process;
  private int port;
  private WireClient good;

  @BeforeEach
  void start() throws Exception {
    process =
        closedAfter(
            OwnProcess.java(
                List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"),
                SmallHeapServer.class,
                List.of(WebSocket.class, Server.class)));
    port = Integer.parseInt(process.line());
    good = closedAfter(WireClient.connect(port));
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private <T extends AutoCloseable> T closedAfter(T resource) {
    open.push(resource);
    return resource;
  }

  private WireClient connect() {
    WireClient client = closedAfter(WireClient.connect(port)).receiveBuffer(4_000);
    client.sendLines(WebSocketWire.HANDSHAKE + "\n").expectResponse(101);
    return client;
  }

  private long ask(String path) {
    return Long.parseLong(good.renewDeadline().send(get(path)).expectResponse(200).text());
  }

  private void expectGivenUp() {
    Await.until("greedy clients are given up", () -> ask("/closed") > 0);
    Await.until("memory is free", () -> ask("/held") <= BUDGET);
  }

  @Test
  void messages_that_do_not_end_are_given_up() throws Exception {
    byte[] whole = Frames.frame(Frames.FIN | Frames.BINARY, new byte[1_000_000]);
    byte[] most = Arrays.copyOf(whole, 900_000);
    for (int i = 0; i < CLIENTS; i++) {
      int _ = connect().sendSome(most);
      assertThat(ask("/held")).isLessThan(2 * BUDGET);
    }
    expectGivenUp();
  }

  @Test
  void queues_that_are_not_read_are_given_up() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      connect().send(Frames.text("fill"));
      assertThat(ask("/held")).isLessThan(2 * BUDGET);
    }
    expectGivenUp();
  }
}
