package io.github.tinyhttp.clients;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.tls.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The program of [RespondAndExitTest]: it responds to one request, and ends at once.
public final class RespondAndExitServer {
  static final String TEXT = "You may close this window.\n";

  private RespondAndExitServer() {}

  /// Prints the port, responds, and ends.
  ///
  /// @param arguments how it responds; a certificate and its key, if it speaks TLS
  public static void main(String[] arguments) throws Exception {
    Listener listener =
        arguments.length == 1
            ? Listener.on(0)
            : Listener.on(0).withTls(Tls.pem(Path.of(arguments[1]), Path.of(arguments[2])));
    Server.Builder builder = Server.builder().listen(listener);
    if (arguments[0].startsWith("handler")) {
      Dispatch dispatch =
          arguments[0].equals("handler inline") ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS;
      builder.options(ServerOptions.defaults().withDispatch(dispatch));
      print(builder.handler(RespondAndExitServer::handle).start());
      return;
    }
    Server server = builder.start();
    print(server);
    receive(server, arguments[0]);
  }

  private static void print(Server server) {
    System.out.println(server.port());
  }

  private static void receive(Server server, String how) throws Exception {
    Request request = server.receive();
    switch (how) {
      case "stream" ->
          request.respond(
              Response.stream(
                  new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.US_ASCII)),
                  TEXT.length()));
      case "begin" -> {
        try (OutputStream out = request.begin(Response.status(200))) {
          out.write(TEXT.getBytes(StandardCharsets.US_ASCII));
        }
      }
      case "handler of one" -> request.respond(_ -> Response.text(TEXT));
      default -> request.respond(Response.text(TEXT));
    }
    switch (how) {
      case "exit" -> System.exit(0);
      case "close" -> server.close();
      case "return" -> {}
      default -> Runtime.getRuntime().halt(0);
    }
  }

  private static Response handle(Request request) throws IOException {
    request.respond(Response.text(TEXT));
    Runtime.getRuntime().halt(0);
    return Response.handled();
  }
}
