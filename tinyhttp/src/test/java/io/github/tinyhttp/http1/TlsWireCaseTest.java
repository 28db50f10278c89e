package io.github.tinyhttp.http1;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;

/// The [WireCases] over TLS: what is sent is in one record, or in one for each octet. The barrier
/// asks the same loop in plain text.
class TlsWireCaseTest extends WireCases {
  @TempDir static Path directory;

  private SSLContext trusting;

  TlsWireCaseTest() {
    super(ServerOptions.defaults().withHosts("*").withDispatch(Dispatch.INLINE));
  }

  @Override
  Server.Builder listening(Server.Builder builder) throws IOException {
    var certificate = TestCertificate.forLocalhost(directory);
    trusting = certificate.clientContext();
    return super.listening(builder)
        .listen(Listener.on(0).withTls(Tls.pem(certificate.chain(), certificate.key())));
  }

  @Override
  WireClient connect(Server listening) {
    var second = (InetSocketAddress) listening.addresses().get(1);
    return WireClient.connectTls(second.getPort(), trusting);
  }
}
