package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Tls;
import io.github.tinyhttp.testkit.TestCertificate;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
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

  /// By name: tests that need another library than the usual ones are few.
  private static Provider conscrypt() throws ReflectiveOperationException {
    return (Provider) Class.forName("org.conscrypt.OpenSSLProvider").getConstructor().newInstance();
  }

  private static Tls conscryptTls() throws Exception {
    Path store = directory.resolve("conscrypt.p12");
    String chain = certificate.chain().toString();
    String key = certificate.key().toString();
    String out = store.toString();
    TestCertificate.openssl(
        "pkcs12", "-export", "-in", chain, "-inkey", key, "-passout", "pass:changeit", "-out", out);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS", conscrypt());
    context.init(managers.getKeyManagers(), null, null);
    return Tls.context(context);
  }

  private static byte[] exchange(SSLSocket socket, String head, byte[] body) throws Exception {
    OutputStream out = socket.getOutputStream();
    out.write((head + "Host: a\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    byte[] answer = socket.getInputStream().readAllBytes();
    assertThat(answer).asString(StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200 ");
    return answer;
  }

  private static byte[] end(byte[] answer, int count) {
    return Arrays.copyOfRange(answer, answer.length - count, answer.length);
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
                conscryptTls(),
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
      byte[] answer = exchange(socket(server, version), get.formatted(path), new byte[0]);
      assertThat(Arrays.equals(end(answer, content.length), content)).as(path).isTrue();
    }
  }
}
