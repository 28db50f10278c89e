package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.tls.Tls;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A key manager of the application waits, in more handshakes than there are threads for them.
/// Other clients can connect.
class HeldHandshakesTest extends SocketTest {
  private static final int WAITING = Runtime.getRuntime().availableProcessors() + 2;

  private final CountDownLatch inside = new CountDownLatch(WAITING);
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void release() {
    released.countDown();
  }

  @Test
  void handshakes_go_on_while_others_wait_in_a_key_manager(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(folder);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {new Waiting(certificate)}, null, null);
    Server server =
        closedAfter(
            Server.builder()
                .listen(Listener.on(0).withTls(Tls.context(context)))
                .options(options())
                .handler(_ -> Response.text("secured"))
                .start());
    var clients =
        IntStream.range(0, WAITING).mapToObj(_ -> connecting(server, certificate)).toList();
    Await.opened(inside);
    result(connecting(server, certificate)).send(get("/")).expectResponse(200, "secured");
    released.countDown();
    for (Future<WireClient> one : clients) {
      result(one).send(get("/")).expectResponse(200, "secured");
    }
  }

  private Future<WireClient> connecting(Server server, TestCertificate certificate) {
    return inBackground(
        () -> closedAfter(WireClient.connectTls(server.port(), certificate.clientContext())));
  }

  private final class Waiting extends X509ExtendedKeyManager {
    private final X509Certificate certificate;
    private final PrivateKey key;

    Waiting(TestCertificate files) throws Exception {
      certificate = (X509Certificate) files.certificate();
      String text =
          Files.readString(files.key()).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
      key =
          KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
      return type.equals(key.getAlgorithm()) ? "it" : null;
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      if (asked.incrementAndGet() <= WAITING) {
        inside.countDown();
        Await.opened(released);
      }
      return key;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {certificate};
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[] {"it"};
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return null;
    }
  }
}
