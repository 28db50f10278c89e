package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Server;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.junit.jupiter.api.Test;

/// Jetty's client, which speaks nothing but HTTP/2 here.
public class JettyHttp2ClientTest extends ClientInterop {
  private static final int LARGE = 16 << 20;

  /// The client's listener of large messages.
  public static final class BinaryReceiver implements Session.Listener.AutoDemanding {
    private final BlockingQueue<byte[]> received;

    BinaryReceiver(BlockingQueue<byte[]> received) {
      this.received = received;
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      byte[] bytes = new byte[payload.remaining()];
      payload.get(bytes);
      received.add(bytes);
      callback.succeed();
    }
  }

  /// Clients have to acknowledge SETTINGS in that time, however slow the machine is.
  @Override
  Duration headTimeout() {
    return Duration.ofSeconds(20);
  }

  private WebSocketClient started() throws Exception {
    var connector = new ClientConnector();
    var http2 = new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector));
    var client =
        new WebSocketClient(new HttpClient(new HttpClientTransportDynamic(connector, http2)));
    client.setMaxTextMessageSize(1 << 20);
    client.setMaxBinaryMessageSize(LARGE);
    client.start();
    closedAfter(client::stop);
    return client;
  }

  /// Exchanges messages until one comes back, since this client may lose the first one that it
  /// gets: on one processor it lost 7 of 120, which a transcript of the server shows on their way.
  /// The others come in their order.
  private static <T> void knock(
      IntConsumer sending, BlockingQueue<T> received, ToIntFunction<T> number) throws Exception {
    for (int i = 0; i < 100; i++) {
      sending.accept(i);
      T message = received.poll(300, TimeUnit.MILLISECONDS);
      if (message != null) {
        while (number.applyAsInt(message) != i) {
          message = received.poll(60, TimeUnit.SECONDS);
          assertThat(message).isNotNull();
        }
        return;
      }
    }
    throw new AssertionError("no message came back");
  }

  private static void knock(Session session, BlockingQueue<String> received) throws Exception {
    knock(i -> session.sendText("" + i, Callback.NOOP), received, Integer::parseInt);
  }

  @Override
  Client connect(URI uri, BlockingQueue<String> received) throws Exception {
    var request = new ClientUpgradeRequest(uri);
    request.addExtensions("permessage-deflate");
    Session session =
        started()
            .connect(new JettyClientTest.Receiver(received), request)
            .get(60, TimeUnit.SECONDS);
    knock(session, received);
    return new Client() {
      @Override
      public void send(String text) throws Exception {
        var sent = new Callback.Completable();
        session.sendText(text, sent);
        sent.get(60, TimeUnit.SECONDS);
      }

      @Override
      public void close() throws Exception {
        session.close(4001, "bye", Callback.NOOP);
      }
    };
  }

  @Test
  void many_websockets_share_one_connection_beside_requests() throws Exception {
    var versions = new LinkedBlockingQueue<HttpVersion>();
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .handler(
                    request -> {
                      versions.add(request.version());
                      return WebSocket.accept(request, new Echo());
                    })
                .start());
    WebSocketClient client = started();
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/");
    List<Session> sessions = new ArrayList<>();
    var received = new LinkedBlockingQueue<String>();
    for (int i = 0; i < 50; i++) {
      Session session =
          client.connect(new JettyClientTest.Receiver(received), uri).get(60, TimeUnit.SECONDS);
      knock(session, received);
      sessions.add(session);
    }
    assertThat(versions).hasSize(50).containsOnly(HttpVersion.HTTP_2);
    assertThat(server.connections()).isOne();
    for (int i = 0; i < 50; i++) {
      sessions.get(i).sendText("number " + i, Callback.NOOP);
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(received.poll(60, TimeUnit.SECONDS));
    }
    assertThat(all).doesNotHaveDuplicates().doesNotContainNull();
  }

  @Test
  void a_large_message_goes_both_ways_through_small_windows() throws Exception {
    Server server =
        serve(
            new WebSocketListener() {
              @Override
              public void onBinary(WebSocket socket, byte[] bytes) throws Exception {
                socket.send(bytes);
              }
            },
            options ->
                options.withLimits(WebSocketLimits.defaults().withMessage(LARGE).withFrame(LARGE)));
    var received = new LinkedBlockingQueue<byte[]>();
    Session session =
        started()
            .connect(
                new BinaryReceiver(received), URI.create("ws://127.0.0.1:" + server.port() + "/"))
            .get(60, TimeUnit.SECONDS);
    byte[] message = new byte[LARGE];
    for (int i = 0; i < LARGE; i++) {
      message[i] = (byte) (i * 31 + i / 256);
    }
    knock(
        i -> session.sendBinary(ByteBuffer.wrap(new byte[] {(byte) i}), Callback.NOOP),
        received,
        bytes -> bytes[0]);
    session.sendBinary(ByteBuffer.wrap(message), Callback.NOOP);
    byte[] echo = received.poll(60, TimeUnit.SECONDS);
    assertThat(echo).isNotNull();
    assertThat(Arrays.equals(echo, message)).isTrue();
  }
}
