package io.github.tinyhttp.semantics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// What the tests of coded responses share: a server that compresses, and how to ask it.
abstract class CodedResponses extends SocketTest {
  static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(100);
  static final String GZIP = "Accept-Encoding: gzip\r\n";

  @TempDir Path folder;

  final WireClient serve(Handler handler) throws IOException {
    return serve(handler, Compression.defaults());
  }

  final WireClient serve(Handler handler, Compression compression) throws IOException {
    return client(server(handler, options().withCompression(compression)));
  }

  static WireResponse ask(WireClient client, String method, String path, String fields) {
    client.send(method + " " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    return client.readResponse(method);
  }

  static WireResponse get(WireClient client, String fields) {
    return ask(client, "GET", "/", fields);
  }

  static String decoded(WireResponse response) throws IOException {
    var coded = new ByteArrayInputStream(response.body());
    String name = response.header("Content-Encoding");
    try (InputStream decoder = Codings.named(name).orElseThrow().decode(coded)) {
      return new String(decoder.readAllBytes(), UTF_8);
    }
  }

  static void isPlain(WireResponse response) {
    assertThat(response.has("Content-Encoding")).as("%s", response).isFalse();
  }

  static Response text(Response response) {
    return response.withHeader("Content-Type", "text/plain");
  }

  /// Plain text that code writes.
  static Response written(Body.Writer writer) {
    return text(Response.stream(writer));
  }
}
