package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Sends the time once a second, as long as the client listens: `curl -N localhost:8000`.
final class Ticks {
  void main() throws Exception {
    var server =
        Server.http(
            Integer.getInteger("port", 8000),
            _ -> Response.stream(Ticks::write).withHeader("Content-Type", "text/event-stream"));
    IO.println("listening on " + server.uri());
  }

  /// Runs on a thread that may block. When the client has gone, `flush` throws, and that is the
  /// end.
  private static void write(OutputStream out) throws IOException, InterruptedException {
    while (true) {
      out.write(("data: " + Instant.now() + "\n\n").getBytes());
      out.flush();
      Thread.sleep(Duration.ofSeconds(1));
    }
  }
}
