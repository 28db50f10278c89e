package io.github.tinyhttp.simulation;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A server in a process of its own, whose responses wait in their middle until the process is
/// asked to end. It prints its ports, `begun` when so many requests wait, and how it has ended.
final class NumberedServer {
  private static final Duration GRACE = Duration.ofSeconds(20);

  private NumberedServer() {}

  /// @param arguments where handlers run, the files of the certificate and its key, and the number
  ///   of requests
  public static void main(String... arguments) throws IOException {
    var gate = new CountDownLatch(1);
    var service = new NumberedService(gate);
    Dispatch dispatch = arguments[0].equals("AUTO") ? Dispatch.AUTO : Dispatch.VIRTUAL_THREADS;
    Server server =
        Server.builder()
            .listen(
                Listener.on(0),
                Listener.on(0).withTls(Tls.pem(Path.of(arguments[1]), Path.of(arguments[2]))))
            .options(ServerOptions.defaults().withHosts("*").withDispatch(dispatch))
            .handler(service)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, gate)));
    System.out.println(server.port());
    System.out.println(((InetSocketAddress) server.addresses().get(1)).getPort());
    int expected = Integer.parseInt(arguments[3]);
    while (service.begun() < expected) {
      Await.atLeast(Duration.ofMillis(10)); // the test ends this process if it takes too long
    }
    System.out.println("begun");
  }

  private static void end(Server server, CountDownLatch gate) {
    long start = System.nanoTime();
    Thread.startVirtualThread(
        () -> {
          // the server has stopped listening by then
          Await.atLeast(Duration.ofMillis(300));
          gate.countDown();
        });
    try {
      boolean all = server.shutdown(GRACE);
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      System.out.println("all " + all + ", in time " + (millis < GRACE.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
