package io.github.tinyhttp.tls;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// A test that talks TLS to a server for `localhost`.
abstract class SecureTest extends SocketTest {
  @TempDir static Path directory;

  static TestCertificate certificate;

  @BeforeAll
  static void makeCertificate() {
    certificate = TestCertificate.forLocalhost(directory);
  }

  /// Keys for `localhost`.
  static Tls tls() {
    try {
      return Tls.pem(certificate.chain(), certificate.key());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a server for HTTPS.
  Server secure(Handler handler) throws IOException {
    return secure(handler, ServerOptions.defaults().withHosts("*"));
  }

  /// Starts a server for HTTPS with options of its own.
  Server secure(Handler handler, ServerOptions options) throws IOException {
    return closedAfter(
        Server.builder().hosts("*").bind(0).tls(tls()).handler(handler).options(options).start());
  }

  /// Connects, and speaks TLS.
  WireClient secureClient(Server server) {
    return closedAfter(WireClient.connectTls(server.port(), certificate.clientContext()));
  }

  /// Connects with the JDK's own client, and speaks TLS of one version.
  SSLSocket socket(Server server, String... protocols) throws IOException {
    return socket(server, certificate.clientContext(), protocols);
  }

  /// The same, with the sessions of earlier connections that `context` knows.
  SSLSocket socket(Server server, SSLContext context, String... protocols) throws IOException {
    Socket socket =
        context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port());
    var secured = (SSLSocket) closedAfter(socket);
    secured.setEnabledProtocols(protocols);
    secured.setSoTimeout(60_000);
    secured.startHandshake();
    return secured;
  }
}
