package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An engine that is not the JDK's: Conscrypt's, which works with BoringSSL.
class ConscryptTest extends SecureTest {
  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] exchange(SSLSocket socket, String head, byte[] body) throws Exception {
    OutputStream out = socket.getOutputStream();
    out.write(
        (head + "Host: localhost\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    byte[] response = socket.getInputStream().readAllBytes();
    assertThat(response).asString(StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200 ");
    return response;
  }

  private static byte[] end(byte[] response, int count) {
    return Arrays.copyOfRange(response, response.length - count, response.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void serves_pages_uploads_and_downloads(String version) throws Exception {
    byte[] content = random(20_000_000);
    byte[] upload = random(3_000_000);
    Path file = Files.write(directory.resolve("content"), content);
    Server server =
        closedAfter(
            Server.https(
                0,
                Conscrypt.tls(certificate, directory),
                request ->
                    switch (request.path()) {
                      case "/upload" ->
                          Response.text(Boolean.toString(Arrays.equals(request.bytes(), upload)));
                      case "/file" -> Response.file(file);
                      case "/bytes" -> Response.bytes(content);
                      default -> Response.text(request.tls().orElseThrow().protocol());
                    }));

    String get = "GET %s HTTP/1.1\r\n";
    byte[] page = exchange(socket(server, version), get.formatted("/"), new byte[0]);
    assertThat(page).asString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n" + version);
    String post = "POST /upload HTTP/1.1\r\nContent-Length: " + upload.length + "\r\n";
    byte[] read = exchange(socket(server, version), post, upload);
    assertThat(read).asString(StandardCharsets.US_ASCII).endsWith("\r\n\r\ntrue");
    for (String path : new String[] {"/file", "/bytes"}) {
      byte[] response = exchange(socket(server, version), get.formatted(path), new byte[0]);
      assertThat(Arrays.equals(end(response, content.length), content)).as(path).isTrue();
    }
  }
}
