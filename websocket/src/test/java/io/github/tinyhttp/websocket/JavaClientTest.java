package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Java's own WebSocket client.
class JavaClientTest extends WebSocketWire {
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private final class Recording implements java.net.http.WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private int bytes;

    @Override
    public CompletionStage<?> onText(
        java.net.http.WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        events.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(
        java.net.http.WebSocket socket, ByteBuffer data, boolean last) {
      bytes += data.remaining();
      if (last) {
        events.add(bytes + " bytes");
        bytes = 0;
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPong(java.net.http.WebSocket socket, ByteBuffer message) {
      events.add("pong " + message.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
      events.add("close " + code + " " + reason);
      return null;
    }
  }

  private String nextEvent() throws InterruptedException {
    return events.poll(20, TimeUnit.SECONDS);
  }

  private java.net.http.WebSocket connect(HttpClient client, Server server, String... protocols) {
    var builder = client.newWebSocketBuilder();
    if (protocols.length > 0) {
      builder.subprotocols(
          protocols[0], java.util.Arrays.copyOfRange(protocols, 1, protocols.length));
    }
    return builder
        .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/"), new Recording())
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void the_client_exchanges_messages_and_closes() throws Exception {
    Server server = serve(new Echo(), options -> options.withSubprotocols("b", "a"));
    try (var client = HttpClient.newHttpClient()) {
      var socket = connect(client, server, "a", "b");
      assertThat(socket.getSubprotocol()).isEqualTo("b");
      socket.sendText("hello", true).join();
      assertThat(nextEvent()).isEqualTo("hello");
      socket.sendText("in ", false).join();
      socket.sendText("parts", true).join();
      assertThat(nextEvent()).isEqualTo("in parts");
      String large = "κ".repeat(300_000);
      socket.sendText(large, true).join();
      assertThat(nextEvent()).isEqualTo(large);
      socket.sendBinary(ByteBuffer.allocate(1_000_000), true).join();
      assertThat(nextEvent()).isEqualTo("1000000 bytes");
      socket.sendPing(ByteBuffer.allocate(125)).join();
      assertThat(nextEvent()).isEqualTo("pong 125");
      socket.sendClose(4000, "bye").join();
      assertThat(nextEvent()).isEqualTo("close 4000 bye");
      client.shutdownNow();
    }
  }

  @Test
  void the_client_sees_the_server_close() throws Exception {
    Server server =
        serve(
            new Echo() {
              @Override
              public void onText(WebSocket socket, String text) throws Exception {
                socket.sendText(out -> out.write(text));
                socket.close(CloseReason.GOING_AWAY, "so long");
              }
            });
    try (var client = HttpClient.newHttpClient()) {
      var socket = connect(client, server);
      socket.sendText("last", true).join();
      assertThat(nextEvent()).isEqualTo("last");
      assertThat(nextEvent()).isEqualTo("close 1001 so long");
      assertThat(nextCall()).isEqualTo("open");
      assertThat(nextCall()).isEqualTo("close 1001");
      client.shutdownNow();
    }
  }
}
