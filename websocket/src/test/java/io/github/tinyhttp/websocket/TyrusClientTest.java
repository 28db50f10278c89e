package io.github.tinyhttp.websocket;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.ext.extension.deflate.PerMessageDeflateExtension;

/// The client of Tyrus, the reference implementation of Jakarta WebSocket.
class TyrusClientTest extends ClientInterop {
  private static final class Receiver extends Endpoint {
    private final BlockingQueue<String> received;

    Receiver(BlockingQueue<String> received) {
      this.received = received;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.addMessageHandler(String.class, (MessageHandler.Whole<String>) received::add);
    }
  }

  @Override
  Client connect(URI uri, BlockingQueue<String> received) throws Exception {
    ClientManager client = ClientManager.createClient();
    var config =
        ClientEndpointConfig.Builder.create()
            .extensions(List.of(new PerMessageDeflateExtension()))
            .build();
    Session session = client.connectToServer(new Receiver(received), config, uri);
    session.setMaxTextMessageBufferSize(1 << 20);
    closedAfter(client::shutdown);
    return new Client() {
      @Override
      public void send(String text) throws Exception {
        session.getBasicRemote().sendText(text);
      }

      @Override
      public void close() throws Exception {
        session.close(new jakarta.websocket.CloseReason(CloseCodes.getCloseCode(4001), "bye"));
      }
    };
  }
}
