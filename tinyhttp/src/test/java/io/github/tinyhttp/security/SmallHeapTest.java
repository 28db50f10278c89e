package io.github.tinyhttp.security;

import static io.github.tinyhttp.testkit.Wire.get;
import static io.github.tinyhttp.testkit.Wire.octets;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Greedy clients of HTTP/1.1, and a server that ends at its first lack of memory.
class SmallHeapTest {
  private static final int CLIENTS = 100;
  private static final String HALF_A_BODY = post("/whole", 5_000_000) + "x".repeat(600_000);
  private static final String UNREAD_BODY = post("/unread", 5_000_000) + "x".repeat(600_000);
  private static final String UNREAD_RESPONSES = get("/large").repeat(640);

  @TempDir static Path directory;
  private static TestCertificate certificate;

  @BeforeAll
  static void makeCertificate() {
    certificate = TestCertificate.forLocalhost(directory);
  }

  private static String post(String path, int length) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private record Client(WireClient wire) implements Greed.Client {
    @Override
    public int sendSome(byte[] octets) {
      return wire.sendSome(octets);
    }

    @Override
    public void close() {
      wire.close();
    }
  }

  private static Supplier<Greed.Client> plain(Greed greed) {
    return () -> new Client(WireClient.connect(greed.port()).receiveBuffer(4_000));
  }

  @Test
  void is_not_used_up_by_clients_of_http_1() throws Exception {
    try (var greed = new Greed(Dispatch.VIRTUAL_THREADS, certificate)) {
      greed.run(CLIENTS, plain(greed), octets(HALF_A_BODY));
      greed.run(CLIENTS, plain(greed), octets(UNREAD_BODY));
      greed.run(CLIENTS, plain(greed), octets(UNREAD_RESPONSES));
      assertThat(greed.closed()).isPositive();
    }
  }

  @Test
  void is_not_used_up_by_clients_of_handlers_on_the_loop() throws Exception {
    try (var greed = new Greed(Dispatch.INLINE, certificate)) {
      greed.run(CLIENTS, plain(greed), octets(HALF_A_BODY));
      greed.run(CLIENTS, plain(greed), octets(UNREAD_RESPONSES));
      assertThat(greed.closed()).isPositive();
    }
  }

  @Test
  void is_not_used_up_by_clients_with_tls() throws Exception {
    try (var greed = new Greed(Dispatch.VIRTUAL_THREADS, certificate)) {
      Supplier<Greed.Client> secured =
          () ->
              new Client(
                  WireClient.connectTls(greed.securePort(), certificate.clientContext())
                      .receiveBuffer(4_000));
      greed.run(CLIENTS, secured, octets(HALF_A_BODY));
      assertThat(greed.closed()).isPositive();
    }
  }
}
