package io.github.tinyhttp.clients;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// The program of [ExitTest]: a server with handlers that do not come back.
public final class ExitServer {
  private static final CountDownLatch HANGS = new CountDownLatch(1);

  private ExitServer() {}

  /// Starts a server that is closed when the JVM ends, and prints its port.
  ///
  /// @param arguments where handlers run; whether `main` shuts the server down when it has a
  ///   request
  public static void main(String[] arguments) throws Exception {
    Dispatch dispatch = arguments[0].equals("inline") ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS;
    Server server =
        Server.builder()
            .bind(0)
            .options(ServerOptions.defaults().withDispatch(dispatch))
            .handler(ExitServer::respond)
            .start();
    System.out.println(server.port());
    if (arguments.length == 1) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      return;
    }
    HANGS.await();
    System.out.println(server.shutdown(Duration.ofMillis(500)));
  }

  private static Response respond(Request request) throws IOException {
    switch (request.path()) {
      case "/exit" -> System.exit(3);
      case "/hang" -> hang();
      default -> {}
    }
    return Response.text("hello");
  }

  private static void hang() {
    HANGS.countDown();
    var never = new CountDownLatch(1);
    while (never.getCount() > 0) {
      try {
        never.await();
      } catch (InterruptedException _) {
        System.out.println("interrupted");
      }
    }
  }
}
