package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Finishes the requests in flight when it is stopped by SIGTERM or Ctrl-C, so that no client loses
/// a response. First it tells a load balancer that asks for `/ready` to send no new clients, and
/// gives it `-Ddelay` seconds to notice: as many as Kubernetes needs to look (`periodSeconds` times
/// `failureThreshold` of the readiness probe), and a few more until its proxies know.
final class GracefulStop {
  private static final Readiness READINESS = new Readiness();

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), GracefulStop::handle);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
    IO.println("listening on " + server.uri());
  }

  private static Response handle(Request request) throws InterruptedException {
    return request.path().equals("/ready") ? READINESS.handle(request) : slowly(request);
  }

  private static Response slowly(Request request) throws InterruptedException {
    IO.println("begun " + request);
    Thread.sleep(500);
    return Response.text("done\n");
  }

  private static void stop(Server server) {
    try {
      IO.println("stopping");
      READINESS.withdraw(Duration.ofSeconds(Integer.getInteger("delay", 0)));
      boolean isComplete = server.shutdown(Duration.ofSeconds(20));
      IO.println(isComplete ? "all responses sent" : "some responses were cut");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
