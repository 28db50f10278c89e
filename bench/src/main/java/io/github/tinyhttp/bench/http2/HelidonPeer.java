package io.github.tinyhttp.bench.http2;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Helidon: a virtual thread for each connection and each stream. Its sockets wait for
/// acknowledgements unless `TCP_NODELAY` is set.
final class HelidonPeer {
  private static final Header TEXT =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain");
  private static final Header BYTES =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/octet-stream");
  private static final byte[] MEBIBYTE = Contents.mebibyte();

  private HelidonPeer() {}

  public static void main(String[] arguments) throws Exception {
    Peer peer = Peer.of(arguments);
    Path file = peer.contents().mebibyteFile();
    var builder =
        WebServer.builder()
            .host("127.0.0.1")
            .port(peer.port())
            .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
            .routing(
                routes ->
                    routes
                        .get("/", (_, response) -> response.header(TEXT).send(Contents.HELLO))
                        .get("/memory", (_, response) -> response.header(BYTES).send(MEBIBYTE))
                        .get("/mebibyte", (_, response) -> send(file, response))
                        .post(
                            "/echo",
                            (request, response) ->
                                response.header(BYTES).send(request.content().as(byte[].class))));
    if (peer.isSecure()) {
      builder.tls(Tls.builder().sslContext(peer.contents().sslContext()).build());
    }
    builder.build().start();
  }

  private static void send(Path file, ServerResponse response) {
    response.header(BYTES).contentLength(1 << 20);
    try (OutputStream out = response.outputStream()) {
      Files.copy(file, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
