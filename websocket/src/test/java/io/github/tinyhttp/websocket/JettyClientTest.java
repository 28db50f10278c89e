package io.github.tinyhttp.websocket;

import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/// Jetty's client, told to offer plain `permessage-deflate`. The client calls public classes only.
public class JettyClientTest extends ClientInterop {
  /// The client's listener.
  public static final class Receiver implements Session.Listener.AutoDemanding {
    private final BlockingQueue<String> received;

    Receiver(BlockingQueue<String> received) {
      this.received = received;
    }

    @Override
    public void onWebSocketText(String text) {
      received.add(text);
    }
  }

  @Override
  Client connect(URI uri, BlockingQueue<String> received) throws Exception {
    var client = new WebSocketClient();
    client.setMaxTextMessageSize(1 << 20);
    client.start();
    closedAfter(client::stop);
    var request = new ClientUpgradeRequest(uri);
    request.addExtensions("permessage-deflate");
    Session session = client.connect(new Receiver(received), request).get(20, TimeUnit.SECONDS);
    return new Client() {
      @Override
      public void send(String text) throws Exception {
        var sent = new Callback.Completable();
        session.sendText(text, sent);
        sent.get(20, TimeUnit.SECONDS);
      }

      @Override
      public void close() throws Exception {
        session.close(4001, "bye", Callback.NOOP);
      }
    };
  }
}
