package io.github.tinyhttp.http1;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Connections that have left HTTP over TLS, where a record may bring more than somebody reads.
class TlsUpgradedConnectionTest extends UpgradedConnectionTest {
  @TempDir private static Path directory;

  private static TestCertificate certificate;

  @BeforeAll
  static void makeCertificate() {
    certificate = TestCertificate.forLocalhost(directory);
  }

  @Override
  Server.Builder listen(Server.Builder builder) throws IOException {
    return builder.listen(Listener.on(0).withTls(Tls.pem(certificate.chain(), certificate.key())));
  }

  @Override
  WireClient connect(Server server) {
    return closedAfter(WireClient.connectTls(server.port(), certificate.clientContext()));
  }
}
