package io.github.tinyhttp.clients;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Transcript;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.tls.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;

/// The program of [UnwatchedServerTest].
public final class WatchedServer {
  private WatchedServer() {}

  /// Starts a server with a plain listener and one with TLS, prints their ports, and runs until its
  /// standard input ends.
  ///
  /// @param arguments who watches (all, or none), a certificate and its key
  public static void main(String[] arguments) throws Exception {
    Tls tls = Tls.pem(Path.of(arguments[1]), Path.of(arguments[2]));
    Server server =
        Server.builder()
            .listen(Listener.on("127.0.0.1:0"), Listener.on("127.0.0.1:0").withTls(tls))
            .options(watched(arguments[0]))
            .handler(WatchedServer::respond)
            .start();
    for (SocketAddress address : server.addresses()) {
      System.out.println(((InetSocketAddress) address).getPort());
    }
    while (System.in.read() >= 0) {
      // until the test is over
    }
    server.close();
  }

  private static ServerOptions watched(String by) {
    ServerOptions options = ServerOptions.defaults();
    return by.equals("all")
        ? options.withTranscript(Transcript.to(_ -> {})).withAccessLog(AccessLog.to(_ -> {}))
        : options;
  }

  private static Response respond(Request request) throws IOException {
    return switch (request.path()) {
      case "/upload" -> Response.text(request.text());
      case "/stream" -> Response.stream(new ByteArrayInputStream(new byte[100_000]));
      case "/upgrade" -> {
        try (Upgrade upgrade = request.upgrade("echo", Response.empty())) {
          upgrade.output().write('x');
        }
        yield Response.handled();
      }
      default -> Response.text("hello");
    };
  }
}
