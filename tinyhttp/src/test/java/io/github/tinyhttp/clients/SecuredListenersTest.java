package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import io.github.tinyhttp.wire.ProxyHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// TLS where a connection begins otherwise than with TLS, or elsewhere than at a port.
class SecuredListenersTest extends ClientTest {
  private static final String GET =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private TestCertificate certificate;

  @BeforeEach
  void makeCertificate() {
    certificate = TestCertificate.forLocalhost(directory);
  }

  private Server serve(Listener listener) throws IOException {
    return closedAfter(
        Server.builder()
            .hosts("*")
            .listen(listener.withTls(Tls.pem(certificate.chain(), certificate.key())))
            .handler(SecuredListenersTest::respond)
            .start());
  }

  private static Response respond(Request request) {
    return Response.text(request.remoteAddress() + " " + request.scheme());
  }

  /// The PROXY header and the client's first TLS record come in one piece.
  @Test
  void a_PROXY_header_stands_before_TLS() throws Exception {
    Server server = serve(Listener.on(0).withProxyProtocol("127.0.0.1"));
    for (byte[] header :
        new byte[][] {
          ProxyHeaders.line("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443"),
          ProxyHeaders.binary("2111", ProxyHeaders.IPV4)
        }) {
      try (var socket = new Socket("127.0.0.1", server.port())) {
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(header);
        assertThat(exchange(socket)).endsWith("/192.0.2.1:56324 https");
      }
    }
  }

  private String exchange(Socket socket) throws IOException {
    var factory = certificate.clientContext().getSocketFactory();
    try (var secured = (SSLSocket) factory.createSocket(socket, "localhost", 443, false)) {
      secured.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
      return new String(secured.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void a_unix_socket_may_be_secured() throws Exception {
    Path file = directory.resolve("http.sock");
    serve(Listener.unix(file));
    assertThat(
            Program.run(
                    "curl",
                    "-q",
                    "-sS",
                    "--unix-socket",
                    file.toString(),
                    "--cacert",
                    certificate.chain().toString(),
                    "https://localhost/")
                .out())
        .isEqualTo(" https");
  }

  @Test
  void who_speaks_http_to_a_secured_unix_socket_is_told() throws Exception {
    Path file = directory.resolve("http.sock");
    serve(Listener.unix(file));
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(file));
      Channels.newOutputStream(channel).write(GET.getBytes(StandardCharsets.US_ASCII));
      InputStream response = Channels.newInputStream(channel);
      assertThat(new String(response.readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 400");
    }
  }
}
