package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module io.github.tinyhttp.websocket;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Tells everybody what anybody says: a page, and a WebSocket for each browser that shows it.
final class Chat implements WebSocketListener {
  private final Set<WebSocket> present = ConcurrentHashMap.newKeySet();

  @Override
  public void onOpen(WebSocket socket) {
    present.add(socket);
    tell(present.size() + " here now");
  }

  @Override
  public void onText(WebSocket socket, String text) {
    tell(text);
  }

  @Override
  public void onClose(WebSocket socket, CloseReason reason) {
    present.remove(socket);
    tell(present.size() + " here now");
  }

  private void tell(String text) {
    for (WebSocket socket : present) {
      if (!socket.trySend(text)) {
        socket.abort(); // so slow that it can as well come again
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
