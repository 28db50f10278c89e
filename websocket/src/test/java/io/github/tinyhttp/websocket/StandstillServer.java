package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Server;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.time.Duration;

/// The program that [StandstillTest] stops: servers whose WebSockets wait for six seconds only.
public final class StandstillServer {
  static final int LARGE = 16 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private StandstillServer() {}

  /// Starts the servers, prints their ports, and runs until its standard input ends.
  public static void main(String[] arguments) throws IOException {
    var options =
        WebSocketOptions.defaults()
            .withTimeouts(new WebSocketTimeouts(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE));
    for (Dispatch dispatch : new Dispatch[] {Dispatch.INLINE, Dispatch.VIRTUAL_THREADS}) {
      Server server =
          Server.builder()
              .hosts("*")
              .bind(0)
              .dispatch(dispatch)
              .handler(
                  request ->
                      WebSocket.accept(
                          request,
                          options,
                          request.path().equals("/stream") ? new Streams() : new Whole()))
              .start();
      System.out.println(server.port());
    }
    while (System.in.read() >= 0) {
      // until the test is over
    }
    System.exit(0);
  }

  private static void respond(WebSocket socket, String text) throws IOException {
    switch (text) {
      case "large" -> socket.send(new byte[LARGE]);
      case "close" -> socket.close(4001, "as you like");
      default -> socket.send(text);
    }
  }

  private static final class Whole implements WebSocketListener {
    @Override
    public void onText(WebSocket socket, String text) throws IOException {
      respond(socket, text);
    }
  }

  private static final class Streams implements WebSocketStreamListener {
    @Override
    public void onText(WebSocket socket, Reader message) throws IOException {
      var text = new StringWriter();
      message.transferTo(text);
      respond(socket, text.toString());
    }
  }
}
