package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Finishes the requests in flight when it is stopped by SIGTERM or Ctrl-C, so that no client loses
/// a response.
final class GracefulStop {
  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), GracefulStop::slowly);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
    IO.println("listening on " + server.uri());
  }

  private static Response slowly(Request request) throws InterruptedException {
    IO.println("begun " + request);
    Thread.sleep(500);
    return Response.text("done\n");
  }

  private static void stop(Server server) {
    try {
      IO.println("stopping");
      boolean isComplete = server.shutdown(Duration.ofSeconds(20));
      IO.println(isComplete ? "all responses sent" : "some responses were cut");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
