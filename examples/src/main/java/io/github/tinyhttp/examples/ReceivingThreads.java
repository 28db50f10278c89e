package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Four threads share the requests of one server. They receive until the server is closed, and the
/// program waits for them at the end of `try`.
final class ReceivingThreads {
  void main() throws Exception {
    try (var server = Server.http(Integer.getInteger("port", 8000));
        var threads = Executors.newFixedThreadPool(4)) {
      IO.println("listening on " + server.uri());
      for (int i = 0; i < 4; i++) {
        threads.submit(
            () -> server.incomingRequests().forEach(request -> request.respond(this::handle)));
      }
    }
  }

  private Response handle(Request request) {
    return Response.text("handled by " + Thread.currentThread().getName() + "\n");
  }
}
