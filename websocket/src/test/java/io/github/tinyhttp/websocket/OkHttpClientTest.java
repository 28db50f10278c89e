package io.github.tinyhttp.websocket;

import java.net.URI;
import java.util.concurrent.BlockingQueue;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/// OkHttp's client, which offers plain `permessage-deflate`.
class OkHttpClientTest extends ClientInterop {
  @Override
  Client connect(URI uri, BlockingQueue<String> received) {
    var client = new OkHttpClient();
    closedAfter(
        () -> {
          client.dispatcher().executorService().shutdown();
          client.connectionPool().evictAll();
        });
    WebSocket socket =
        client.newWebSocket(
            new Request.Builder().url(uri.toString()).build(),
            new WebSocketListener() {
              @Override
              public void onMessage(WebSocket from, String text) {
                received.add(text);
              }
            });
    return new Client() {
      @Override
      public void send(String text) {
        if (!socket.send(text)) {
          throw new IllegalStateException("not sent");
        }
      }

      @Override
      public void close() {
        socket.close(4001, "bye");
      }
    };
  }
}
