package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Lets four threads share the requests of one server. The program waits for them at the end of
/// `try`: they go on until the server is closed.
final class ReceivingThreads {
  void main() throws Exception {
    try (var server = Server.http(Integer.getInteger("port", 8000));
        var threads = Executors.newFixedThreadPool(4)) {
      IO.println("listening on " + server.uri());
      for (int i = 0; i < 4; i++) {
        threads.submit(
            () -> server.incomingRequests().forEach(request -> request.respond(this::answer)));
      }
    }
  }

  private Response answer(Request request) {
    return Response.text("answered by " + Thread.currentThread().getName() + "\n");
  }
}
