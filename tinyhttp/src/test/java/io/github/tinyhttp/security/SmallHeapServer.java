package io.github.tinyhttp.security;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/// A server in a process of its own with a heap of 64 MiB, of which its clients get a quarter by
/// default. It ends at once if memory is used up. It prints its port, and that for TLS.
public final class SmallHeapServer {
  /// How many bytes all clients may have held for them.
  public static final long BUDGET = 16 << 20;

  /// What `/large` responds with, made anew for each request.
  public static final int LARGE = 8_000;

  private SmallHeapServer() {}

  /// Starts it.
  public static OwnProcess start(Dispatch dispatch, TestCertificate certificate)
      throws IOException {
    return OwnProcess.java(
        List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"),
        SmallHeapServer.class,
        List.of(Server.class, OwnProcess.class),
        dispatch == Dispatch.INLINE ? "INLINE" : "VIRTUAL_THREADS",
        certificate.chain().toString(),
        certificate.key().toString());
  }

  /// @param arguments where handlers run, and the files of a certificate and its key
  public static void main(String[] arguments) throws IOException {
    Dispatch dispatch = arguments[0].equals("INLINE") ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS;
    Tls tls = Tls.pem(Path.of(arguments[1]), Path.of(arguments[2]));
    var running = new AtomicReference<Server>();
    try (Server server =
        Server.builder()
            .listen(Listener.on(0), Listener.on(0).withTls(tls))
            .handler(request -> respond(request, running.get()))
            .options(ServerOptions.defaults().withDispatch(dispatch))
            .start()) {
      running.set(server);
      for (SocketAddress address : server.addresses()) {
        System.out.println(((InetSocketAddress) address).getPort());
      }
      while (System.in.read() >= 0) {
        // the test goes on
      }
    }
    System.exit(0);
  }

  private static Response respond(Request request, Server server) throws Exception {
    return switch (request.path()) {
      case "/large" -> Response.bytes(new byte[LARGE]);
      case "/whole" -> Response.text("" + request.bytes().length);
      case "/unread" -> {
        var gone = new CountDownLatch(1);
        request.onDisconnect(gone::countDown); // a handler that goes on holds its request
        gone.await(); // the body is not read
        yield Response.empty();
      }
      case "/held" -> Response.text("" + server.metrics().memoryHeld());
      case "/closed" ->
          Response.text("" + server.metrics().refusals().getOrDefault("TOO_MUCH_MEMORY", 0L));
      default -> Response.text("1");
    };
  }
}
