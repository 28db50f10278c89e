package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/// Certificates that are swapped while clients come and go.
class ReloadTest extends SecureTest {
  private static final int CLIENTS = 4;
  private static final int SWAPS = 20;
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private static SSLContext trusting(List<TestCertificate> certificates) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (TestCertificate one : certificates) {
      trusted.setCertificateEntry(one.chain().toString(), one.certificate());
    }
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /// A certificate that a new connection was shown, once it has got a response there.
  private static Object ask(SSLContext context, int port) throws Exception {
    try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      byte[] response = socket.getInputStream().readAllBytes();
      assertThat(response).asString().startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok");
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void no_client_fails_while_certificates_are_swapped() throws Exception {
    List<TestCertificate> both =
        List.of(certificate, TestCertificate.of(directory, "second", "DNS:localhost"));
    Path chain = Files.copy(certificate.chain(), directory.resolve("live.pem"));
    Path key = Files.copy(certificate.key(), directory.resolve("live.key"));
    Tls tls = Tls.pem(chain, key);
    Server server = closedAfter(Server.https(0, tls, _ -> Response.text("ok")));
    WireClient old = secureClient(server);
    SSLContext trusting = trusting(both);
    var stop = new AtomicBoolean();
    var responded = new Semaphore(0);
    var clients = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          CompletableFuture.runAsync(
              () -> {
                try {
                  while (!stop.get()) {
                    assertThat(both)
                        .extracting(one -> (Object) one.certificate())
                        .contains(ask(trusting, server.port()));
                    responded.release();
                  }
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              },
              task -> Thread.ofPlatform().daemon().start(task)));
    }
    try {
      for (int i = 1; i <= SWAPS; i++) {
        TestCertificate next = both.get(i % 2);
        Files.copy(next.chain(), chain, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(next.key(), key, StandardCopyOption.REPLACE_EXISTING);
        tls.reload();

        assertThat(ask(trusting, server.port())).isEqualTo(next.certificate());
        old.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expectResponse(200, "ok");
        assertThat(responded.tryAcquire(CLIENTS, 20, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      stop.set(true);
    }
    for (CompletableFuture<Void> client : clients) {
      client.get(20, TimeUnit.SECONDS);
    }
  }
}
