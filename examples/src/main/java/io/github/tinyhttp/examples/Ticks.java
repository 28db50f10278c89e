package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Sends the time once a second until the client disconnects: `curl -N localhost:8000`.
final class Ticks {
  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), _ -> Response.events(Ticks::send));
    IO.println("listening on " + server.uri());
  }

  /// Runs on its own thread. When the client has disconnected, the thread is interrupted, and
  /// `send` throws.
  private static void send(EventStream stream) throws IOException, InterruptedException {
    while (true) {
      stream.send(Instant.now().toString());
      Thread.sleep(Duration.ofSeconds(1));
    }
  }
}
