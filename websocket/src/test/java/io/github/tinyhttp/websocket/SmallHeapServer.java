package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/// The program of [GreedyClientsTest]: a server with WebSockets that prints its port.
public final class SmallHeapServer {
  private static final int MESSAGE = 8_000;

  private SmallHeapServer() {}

  /// Runs until its standard input ends.
  public static void main(String[] arguments) throws IOException {
    var running = new AtomicReference<Server>();
    try (Server server =
        Server.builder()
            .hosts("*")
            .bind(0)
            .handler(request -> respond(request, running.get()))
            .start()) {
      running.set(server);
      System.out.println(server.port());
      while (System.in.read() >= 0) {
        // until the test is over
      }
    }
    System.exit(0);
  }

  private static Response respond(Request request, Server server) throws IOException {
    return switch (request.path()) {
      case "/held" -> Response.text("" + server.metrics().memoryHeld());
      case "/closed" ->
          Response.text("" + server.metrics().refusals().getOrDefault("TOO_MUCH_MEMORY", 0L));
      default -> WebSocket.accept(request, new Filling());
    };
  }

  /// Sends as many messages as its queue takes when it gets one.
  private static final class Filling implements WebSocketListener {
    @Override
    public void onText(WebSocket socket, String text) {
      while (socket.trySend(new byte[MESSAGE])) {
        // another one, of its own
      }
    }
  }
}
