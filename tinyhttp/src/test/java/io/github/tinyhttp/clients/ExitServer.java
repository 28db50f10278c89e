package io.github.tinyhttp.clients;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The program of [ExitTest]: a server with handlers that do not come back.
public final class ExitServer {
  private static final CountDownLatch HANGS = new CountDownLatch(1);
  private static final CountDownLatch EXITS = new CountDownLatch(1);

  private ExitServer() {}

  /// Starts a server that is closed when the JVM ends, and prints its port.
  ///
  /// @param arguments where handlers run, or that requests are received; whether `main` shuts the
  ///   server down when it has a request
  public static void main(String[] arguments) throws Exception {
    Dispatch dispatch = arguments[0].equals("inline") ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS;
    boolean receives = arguments[0].equals("received");
    Server.Builder builder =
        Server.builder().bind(0).options(ServerOptions.defaults().withDispatch(dispatch));
    Server server = receives ? builder.start() : builder.handler(ExitServer::respond).start();
    System.out.println(server.port());
    if (arguments.length == 1) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      Runtime.getRuntime().addShutdownHook(new Thread(EXITS::countDown));
      if (receives) {
        receive(server);
      }
      return;
    }
    HANGS.await();
    System.out.println(server.shutdown(Duration.ofMillis(500)));
  }

  private static void receive(Server server) throws IOException {
    for (Request request : server.incomingRequests()) {
      if (request.path().equals("/slow")) {
        Thread.ofVirtual().start(() -> request.respond(ExitServer::respond));
      } else {
        request.respond(respond(request));
      }
    }
  }

  private static Response respond(Request request) throws IOException {
    switch (request.path()) {
      case "/exit" -> System.exit(3);
      case "/begin" -> begin(request);
      case "/responded" -> {
        request.respond(Response.text("bye"));
        System.exit(3);
      }
      case "/slow" -> workOn();
      case "/hang" -> hang();
      default -> {}
    }
    return Response.text("hello");
  }

  private static void begin(Request request) throws IOException {
    try (OutputStream out = request.begin(Response.status(200))) {
      out.write('a');
      out.flush();
      System.exit(3);
    }
  }

  /// Works on for a second after the end has begun, which is longer than the server looks away.
  private static void workOn() {
    try {
      EXITS.await();
      boolean _ = new CountDownLatch(1).await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
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
