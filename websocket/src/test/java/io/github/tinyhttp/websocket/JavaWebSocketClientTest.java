package io.github.tinyhttp.websocket;

import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ServerHandshake;

/// The client of Java-WebSocket.
class JavaWebSocketClientTest extends ClientInterop {
  private static final class Receiver extends WebSocketClient {
    private final BlockingQueue<String> received;

    Receiver(URI uri, BlockingQueue<String> received) {
      super(uri, new Draft_6455(List.of(new PerMessageDeflateExtension())));
      this.received = received;
    }

    @Override
    public void onOpen(ServerHandshake handshake) {}

    @Override
    public void onMessage(String text) {
      received.add(text);
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {}

    @Override
    public void onError(Exception failure) {}
  }

  @Override
  Client connect(URI uri, BlockingQueue<String> received) throws Exception {
    var client = new Receiver(uri, received);
    if (!client.connectBlocking(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not connected");
    }
    closedAfter(client::closeBlocking);
    return new Client() {
      @Override
      public void send(String text) {
        client.send(text);
      }

      @Override
      public void close() {
        client.close(4001, "bye");
      }
    };
  }
}
