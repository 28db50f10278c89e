package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every client does in each mode of compression: it exchanges texts that refer back to each
/// other, and closes with a code.
abstract class ClientInterop extends WebSocketWire {
  /// A connected client.
  interface Client {
    void send(String text) throws Exception;

    /// Closes with 4001.
    void close() throws Exception;
  }

  /// Connects a client that offers compression if it can, and adds the texts it receives.
  abstract Client connect(URI uri, BlockingQueue<String> received) throws Exception;

  @ParameterizedTest
  @EnumSource(MessageCompression.class)
  void messages_go_both_ways_in_each_mode(MessageCompression mode) throws Exception {
    Server server = serve(new Echo(), options -> options.withCompression(mode));
    var received = new LinkedBlockingQueue<String>();
    Client client = connect(URI.create("ws://127.0.0.1:" + server.port() + "/"), received);
    for (int size : new int[] {0, 1, 100, 100, 5_000, 5_000, 60_000, 60_000}) {
      String text = "all the same, κ; ".repeat(size / 16 + 1).substring(0, size);
      client.send(text);
      assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(text);
    }
    calls.removeIf(call -> !call.startsWith("close"));
    client.close();
    assertThat(nextCall()).isEqualTo("close 4001");
  }
}
