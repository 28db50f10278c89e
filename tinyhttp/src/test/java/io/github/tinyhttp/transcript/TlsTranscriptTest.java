package io.github.tinyhttp.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Transcript;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.tls.Tls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The records of TLS, and what is inside them.
class TlsTranscriptTest extends RecordedTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  private static final String KEPT = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir static Path directory;

  private static TestCertificate certificate;

  @BeforeAll
  static void makeCertificate() {
    certificate = TestCertificate.forLocalhost(directory);
  }

  private Server secure(Transcript transcript) throws IOException {
    Tls tls = Tls.pem(certificate.chain(), certificate.key());
    return closedAfter(
        Server.builder()
            .listen(Listener.on(0).withTls(tls))
            .handler(_ -> Response.text("hello"))
            .options(with(transcript))
            .start());
  }

  /// The lines of the records in a stream of bytes.
  private static List<String> records(String way, byte[] bytes) throws IOException {
    var lines = new ArrayList<String>();
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    while (in.available() > 0) {
      int type = in.readUnsignedByte();
      in.skipNBytes(2);
      int length = in.readUnsignedShort();
      in.skipNBytes(length);
      String name =
          switch (type) {
            case 20 -> "change_cipher_spec";
            case 21 -> "alert";
            case 22 -> "handshake";
            default -> "application_data";
          };
      lines.add("tls " + way + " record " + name + " " + length + "B");
    }
    return lines;
  }

  /// Copies one connection to a server, and keeps what went each way.
  private static final class Tee {
    final ByteArrayOutputStream in = new ByteArrayOutputStream();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void copy(Socket client, int port) throws Exception {
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Future<Boolean> back = inBackground(() -> copy(server, client, out));
        copy(client, server, in);
        assertThat(result(back)).isTrue();
      }
    }

    private static boolean copy(Socket from, Socket to, ByteArrayOutputStream kept) {
      byte[] block = new byte[1 << 14];
      try {
        InputStream bytes = from.getInputStream();
        for (int count = bytes.read(block); count >= 0; count = bytes.read(block)) {
          kept.write(block, 0, count);
          to.getOutputStream().write(block, 0, count);
        }
        to.shutdownOutput();
      } catch (IOException _) {
        // the other side has closed it
      }
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void records_are_counted_and_what_is_inside_is_told(String version) throws Exception {
    Server server = secure(transcript());
    var tee = new Tee();
    String response;
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<Void> relay =
          inBackground(
              () -> {
                try (Socket accepted = listener.accept()) {
                  tee.copy(accepted, server.port());
                }
                return null;
              });
      var sockets = certificate.clientContext().getSocketFactory();
      try (var client =
          (SSLSocket)
              sockets.createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
        client.setEnabledProtocols(new String[] {version});
        client.getOutputStream().write(KEPT.getBytes(StandardCharsets.US_ASCII));
        response = responseFrom(client.getInputStream());
      }
      result(relay);
    }
    List<String> lines = exchanged();
    assertThat(ofRecords(lines, "<<")).isEqualTo(records("<<", tee.in.toByteArray()));
    assertThat(ofRecords(lines, ">>")).isEqualTo(records(">>", tee.out.toByteArray()));
    assertThat(lines)
        .filteredOn(line -> !line.startsWith("tls"))
        .containsExactly(
            "req=1 << head GET / HTTP/1.1 " + KEPT.length() + "B",
            "req=1 >> head 200 " + (response.length() - 5) + "B",
            "req=1 >> content 5B");
    assertThat(lines.getFirst()).startsWith("tls << record handshake ");
  }

  /// Reads a response whose content is `hello`.
  private static String responseFrom(InputStream in) throws IOException {
    var response = new StringBuilder();
    while (!response.toString().endsWith("\r\n\r\nhello")) {
      int octet = in.read();
      assertThat(octet).isNotNegative();
      response.append((char) octet);
    }
    return response.toString();
  }

  /// Without the text of an alert, which the relay does not know.
  private static List<String> ofRecords(List<String> lines, String way) {
    return lines.stream()
        .filter(line -> line.startsWith("tls " + way))
        .map(line -> line.replaceFirst("B .*", "B"))
        .toList();
  }

  @Test
  void an_alert_says_why_there_is_no_handshake() throws Exception {
    Server server = secure(transcript());
    WireClient client = client(server);
    client.send("\u0016\u0003\u0001\u0000\u0004\u0001\u0000\u0000\u0000");
    client.readToCut();
    client.close();
    assertThat(exchanged())
        .contains("tls << record handshake 4B")
        .anyMatch(line -> line.startsWith("tls >> record alert 2B fatal "));
  }

  @Test
  void a_client_without_tls_at_a_listener_with_it() throws Exception {
    WireClient client = client(secure(transcript()));
    client.send(GET);
    String response = client.readToEnd();
    client.close();
    int head = response.indexOf("\r\n\r\n") + 4;
    assertThat(exchanged())
        .containsExactly(
            "req=1 << head GET / HTTP/1.1 " + GET.length() + "B",
            "req=1 >> head 400 " + head + "B",
            "req=1 >> content " + (response.length() - head) + "B");
  }

  @Test
  void a_client_with_tls_at_a_listener_without_it() throws Exception {
    WireClient client = client(recorded(_ -> Response.empty()));
    client.send("\u0016\u0003\u0001\u0000\u0002\u0001\u0000");
    client.readToCut();
    client.close();
    assertThat(exchanged()).startsWith("tls << record handshake 2B", ">> head 400 145B");
  }

  @Test
  void bytes_are_shown_decrypted_and_not_encrypted() throws Exception {
    Server server = secure(transcript().unsafeWithBytes());
    WireClient client =
        closedAfter(WireClient.connectTls(server.port(), certificate.clientContext()));
    client.send(GET).expectResponse(200, "hello");
    client.close();
    assertThat(exchanged())
        .filteredOn(line -> line.contains("<< bytes "))
        .containsExactly("<< bytes \"" + GET.replace("\r\n", "\\r\\n") + "\"");
  }

  @Test
  void http_2_over_tls() throws Exception {
    Server server = secure(transcript());
    try (var client = HttpClient.newBuilder().sslContext(certificate.clientContext()).build()) {
      var uri = URI.create("https://localhost:" + server.port() + "/a");
      var response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.body()).isEqualTo("hello");
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
    server.close();
    assertThat(lines())
        .contains("conn=1 << preface 24B", "conn=1 stream=1 >> DATA END_STREAM 5B")
        .anyMatch(line -> line.matches("conn=1 stream=1 << head GET /a HTTP/2 [0-9]+B"))
        .anyMatch(line -> line.matches("conn=1 stream=1 >> head 200 [0-9]+B"))
        .anyMatch(line -> line.startsWith("conn=1 tls << record handshake "));
  }
}
