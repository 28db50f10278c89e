package io.github.tinyhttp.clients;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A server in a process of its own that ends gracefully with it. Its handlers wait until the end
/// has begun.
public final class TerminatedServer {
  private TerminatedServer() {}

  /// Starts the server, prints its port, and runs until the process is told to end.
  public static void main(String[] arguments) throws IOException {
    var ending = new CountDownLatch(1);
    Server server =
        Server.builder()
            .listen(Listener.on(0))
            .handler(
                request -> {
                  ending.await();
                  Await.atLeast(Duration.ofMillis(100)); // GOAWAY leaves first
                  return Response.text(request.path());
                })
            .options(ServerOptions.defaults().withDispatch(Dispatch.VIRTUAL_THREADS))
            .start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  ending.countDown();
                  server.close();
                }));
    System.out.println(server.port());
  }
}
