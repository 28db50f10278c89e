package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module io.github.tinyhttp.websocket;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A chat room: a page, and a WebSocket for each browser that shows it. The server sends each
/// message to all of them.
final class Chat implements WebSocketListener {
  private final Set<WebSocket> sockets = ConcurrentHashMap.newKeySet();

  @Override
  public void onOpen(WebSocket socket) {
    sockets.add(socket);
    broadcast(sockets.size() + " here now");
  }

  @Override
  public void onText(WebSocket socket, String text) {
    broadcast(text);
  }

  @Override
  public void onClose(WebSocket socket, CloseReason reason) {
    sockets.remove(socket);
    broadcast(sockets.size() + " here now");
  }

  private void broadcast(String text) {
    var message = WebSocketMessage.text(text); // encoded and compressed once for all
    for (WebSocket socket : sockets) {
      if (!socket.trySend(message)) {
        socket.abort(); // the client is too slow, and may connect again
      }
    }
  }

  void main() throws Exception {
    String page;
    try (var in = Chat.class.getResourceAsStream("chat.html")) {
      page = new String(in.readAllBytes(), "UTF-8");
    }
    var options = WebSocketOptions.defaults().withCompression(MessageCompression.EACH_MESSAGE);
    var server =
        Server.http(
            Integer.getInteger("port", 8000),
            request ->
                switch (request.path()) {
                  case "/" -> Response.html(page);
                  case "/chat" -> WebSocket.accept(request, options, this);
                  default -> Response.status(404);
                });
    IO.println("listening on " + server.uri());
  }
}
