package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.tls.Tls;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The backend of the log is code of the application, and may wait: for a disk, or for a server
/// that collects logs. No loop waits for it.
class BlockingLogTest extends SocketTest {
  private static final Logger LOG = Logger.getLogger("io.github.tinyhttp");

  @TempDir private Path directory;

  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
  private final Handler backend =
      new Handler() {
        @Override
        public void publish(LogRecord one) {
          records.add(one);
          inside.countDown();
          Await.opened(released);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void log() {
    LOG.addHandler(backend);
    LOG.setUseParentHandlers(false);
    LOG.setLevel(Level.FINE);
  }

  @AfterEach
  void restore() {
    released.countDown();
    LOG.removeHandler(backend);
    LOG.setUseParentHandlers(true);
    LOG.setLevel(null);
  }

  @Test
  void a_backend_that_waits_holds_up_no_loop_and_gets_every_message() throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Listener plain = Listener.on(0);
    Listener secured = Listener.on(0).withTls(Tls.pem(certificate.chain(), certificate.key()));
    Server server =
        closedAfter(
            Server.builder()
                .listen(plain)
                .listen(secured)
                .loops(1)
                .handler(_ -> Response.text("served"))
                .start());
    int securedPort = ((InetSocketAddress) server.addresses().getLast()).getPort();
    WireClient kept = client(server);
    kept.send(get("/")).expectResponse(200, "served");
    for (int i = 0; i < 3; i++) {
      closedAfter(WireClient.connect(securedPort)).send("no handshake\r\n\r\n");
    }
    Await.opened(inside);
    kept.send(get("/")).expectResponse(200, "served");
    client(server).send(get("/")).expectResponse(200, "served");
    released.countDown();
    Await.until("all is written", () -> records.size() == 3);
    assertThat(records).allMatch(one -> one.getMessage().startsWith("no TLS handshake"));
  }
}
