package io.github.tinyhttp.bench;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The server for comparisons with other servers: `GET /`, `GET /page`, `POST /echo`, `GET
/// /bytes/1048576` (a file), `GET /memory` (1 MiB in memory) and `GET /sleep`. The first argument
/// is the port. It may be followed by `pull`, for two receiving threads instead of a handler, or by
/// a key store with the password `changeit` and `tls`, for HTTPS.
public final class ContestServer {
  private static final String HELLO = "Hello, World!";
  private static final String PAGE = "x".repeat(2048);

  private ContestServer() {}

  /// A file of 1 MiB, created on first use.
  private static final class Mebibyte {
    static final Response MEMORY = Response.bytes(content());
    static final Response FILE = file();

    private static byte[] content() {
      byte[] content = new byte[1 << 20];
      Arrays.fill(content, (byte) 'x');
      return content;
    }

    private static Response file() {
      try {
        Path file = Files.createTempFile("mebibyte", ".bin");
        file.toFile().deleteOnExit();
        return Response.file(Files.write(file, content()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Serves until it is killed.
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    Server.Builder builder = Server.builder().bind(port).hosts("*"); // a contest names any host
    if (args.length > 1 && args[1].equals("pull")) {
      pull(builder.start());
      return;
    }
    if (args.length > 2 && args[2].equals("tls")) {
      builder.tls(Tls.keyStore(Path.of(args[1]), "changeit"));
    }
    Server _ = builder.handler(ContestServer::handle).start();
  }

  private static void pull(Server server) throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      Thread.ofPlatform()
          .start(
              () -> {
                for (Request request : server.incomingRequests()) {
                  try {
                    request.respond(handle(request));
                  } catch (Exception e) {
                    request.close();
                  }
                }
              });
    }
  }

  private static Response handle(Request request) throws Exception {
    return switch (request.path()) {
      case "/" -> Response.text(HELLO);
      case "/page" -> Response.text(PAGE);
      case "/echo" -> Response.bytes(request.bytes());
      case "/bytes/1048576", "/mebibyte" -> Mebibyte.FILE;
      case "/memory" -> Mebibyte.MEMORY;
      case "/sleep" -> {
        Thread.sleep(5);
        yield Response.text(HELLO);
      }
      default -> Response.status(404);
    };
  }
}
