package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.TestCertificate;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/// What RFC 9113 §3.2 and §9.2 ask of TLS.
class Http2SecurityTest extends SecureTest {
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;

  /// Connects with TLS 1.2 and says what it offers.
  private SSLSocket connect(Server server, SSLContext context, String suites, String... protocols)
      throws IOException {
    var socket =
        (SSLSocket)
            closedAfter(
                context
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), server.port()));
    socket.setSoTimeout(60_000);
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    socket.setEnabledCipherSuites(
        Stream.of(socket.getEnabledCipherSuites())
            .filter(suite -> suite.contains(suites))
            .toArray(String[]::new));
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    parameters.setNamedGroups(new String[] {"secp256r1"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static void greet(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(FrameClient.PREFACE);
    socket.getOutputStream().write(new byte[] {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0});
  }

  /// Reads the next frame of a type: its payload.
  private static byte[] next(SSLSocket socket, int type) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int found = in.readUnsignedByte();
      in.skipNBytes(5);
      byte[] payload = in.readNBytes(length);
      if (found == type) {
        return payload;
      }
      assertThat(found).isNotEqualTo(GOAWAY);
    }
  }

  @Test
  @Covers("9113-9.2.2-1")
  void a_suite_of_appendix_a_is_inadequate() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    SSLSocket socket = connect(server, certificate.clientContext(), "_CBC_", "h2");
    assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
    greet(socket);
    assertThat(next(socket, GOAWAY)[7]).isEqualTo((byte) 0xC); // INADEQUATE_SECURITY
  }

  @Test
  @Covers({"9113-9.2.2-2", "9113-9.2.2-3", "9113-3.2-2"})
  void the_suite_that_all_support_is_supported() throws Exception {
    TestCertificate rsa =
        TestCertificate.of(directory, "rsa2", "DNS:localhost", "-newkey", "rsa:2048");
    Server server =
        closedAfter(Server.https(0, Tls.pem(rsa.chain(), rsa.key()), _ -> Response.text("ok")));
    SSLSocket socket =
        connect(server, rsa.clientContext(), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "h2");
    greet(socket);
    assertThat(next(socket, SETTINGS)).isNotEmpty();
    assertThat(next(socket, SETTINGS)).isEmpty(); // the acknowledgement
  }

  @Test
  @Covers("9113-3.2-1")
  void h2c_is_never_agreed_on() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    SSLContext context = certificate.clientContext();
    assertThat(connect(server, context, "_GCM_", "h2c", "http/1.1").getApplicationProtocol())
        .isEqualTo("http/1.1");
    assertThat(connect(server, context, "_GCM_", "h2c", "h2").getApplicationProtocol())
        .isEqualTo("h2");
  }

  /// Over TLS the preface alone chooses nothing.
  @Test
  @Covers("9113-3.3-2")
  void without_alpn_a_preface_is_a_request_of_a_version_that_is_not_spoken() throws Exception {
    Server server = secure(_ -> Response.text("ok"));
    SSLSocket socket = connect(server, certificate.clientContext(), "_GCM_");
    greet(socket);
    assertThat(new String(socket.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 505");
  }

  /// RFC 9113 §9.2.1: the connection ends.
  @Test
  @Covers("9113-9.2.1-1")
  void another_handshake_ends_a_connection_of_http_2() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .listen(Listener.on(0).withTls(tls()).withVersions(HttpVersion.HTTP_2))
                .handler(_ -> Response.text("ok"))
                .start());
    SSLSocket socket = connect(server, certificate.clientContext(), "_GCM_", "h2");
    greet(socket);
    next(socket, SETTINGS);
    next(socket, SETTINGS);
    socket.startHandshake();
    int octet;
    try {
      socket
          .getOutputStream()
          .write(new byte[] {0, 0, 8, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
      octet = socket.getInputStream().read();
    } catch (IOException _) {
      octet = -1;
    }
    assertThat(octet).isNegative();
  }
}
