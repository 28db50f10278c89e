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
        threads.submit(() -> server.incomingRequests().forEach(ReceivingThreads::answer));
      }
    }
  }

  private static void answer(Request request) {
    // Closing a request that is not answered answers it with 500: no client waits for ever because
    // of an exception here.
    try (request) {
      request.respond(Response.text("answered by " + Thread.currentThread().getName() + "\n"));
    } catch (RuntimeException e) {
      IO.println("could not answer " + request + ": " + e);
    }
  }
}
