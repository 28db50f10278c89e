package io.github.tinyhttp.bench.websocket;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.websocket.WebSocket;
import io.github.tinyhttp.websocket.WebSocketListener;
import java.io.IOException;

/// The echo server of this library.
final class TinyEcho {
  private TinyEcho() {}

  static final class Echo implements WebSocketListener {
    @Override
    public void onText(WebSocket socket, String text) throws IOException {
      socket.send(text);
    }

    @Override
    public void onBinary(WebSocket socket, byte[] bytes) throws IOException {
      socket.send(bytes);
    }
  }

  public static void main(String[] arguments) throws Exception {
    var echo = new Echo();
    Server server = Server.http(0, request -> WebSocket.accept(request, echo));
    System.out.println(server.port());
    Thread.currentThread().join();
  }
}
