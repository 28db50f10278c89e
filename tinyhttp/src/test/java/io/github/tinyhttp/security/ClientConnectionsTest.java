package io.github.tinyhttp.security;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How many connections one client may have, and who counts as one.
class ClientConnectionsTest extends SocketTest {
  private static final int MOST = 3;

  private final BlockingQueue<RefusalEvent> refusals = new LinkedBlockingQueue<>();

  @TempDir Path directory;

  private ServerOptions bounded() {
    var events =
        new ServerEvents() {
          @Override
          public void refused(RefusalEvent refusal) {
            refusals.add(refusal);
          }
        };
    return options()
        .withEvents(events)
        .withLimits(Limits.defaults().withConnectionsPerClient(MOST));
  }

  private Server server(Listener listener, ServerOptions options) throws IOException {
    return closedAfter(
        Server.builder()
            .listen(listener)
            .handler(request -> Response.text(request.path()))
            .options(options)
            .start());
  }

  private static WireClient served(WireClient client, String before) {
    client.send(before + get("/served")).expectResponse(200, "/served");
    return client;
  }

  private static String from(String family, String address, String to) {
    return "PROXY " + family + " " + address + " " + to + " 1 2\r\n";
  }

  private static String from(String address) {
    return from("TCP4", address, "192.0.2.9");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void one_more_than_a_client_may_have_is_closed_and_told(int loops) throws Exception {
    Server server = server(Listener.on(0), bounded().withLoops(loops));
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      clients.add(served(client(server), ""));
    }
    client(server).expectGone();
    RefusalEvent refusal = refusals.poll(60, TimeUnit.SECONDS);
    assertThat(refusal.rule().name()).isEqualTo("TOO_MANY_CONNECTIONS");
    assertThat(refusal.connection().client()).isInstanceOf(InetSocketAddress.class);
    assertThat(server.metrics().refusals()).containsEntry("TOO_MANY_CONNECTIONS", 1L);
    clients.getFirst().close();
    Await.until("there is room again", () -> server.connections() < MOST);
    served(client(server), "");
    clients.subList(1, MOST).forEach(client -> served(client, ""));
  }

  /// A thousand that come and go leave no count behind.
  @Test
  void connections_that_are_closed_do_not_count() throws Exception {
    Server server = server(Listener.on(0), bounded().withLoops(2));
    for (int i = 0; i < 200; i++) {
      WireClient client = WireClient.connect(server.port());
      if (i % 2 == 0) {
        client.reset();
      } else {
        client.close();
      }
      int accepted = i + 1;
      Await.until(
          "it has come and gone",
          () -> server.metrics().connectionsAccepted() == accepted && server.connections() == 0);
    }
    assertThat(refusals).isEmpty();
    served(client(server), "");
  }

  @Test
  void no_handshake_is_made_for_one_too_many() throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Listener listener = Listener.on(0).withTls(Tls.pem(certificate.chain(), certificate.key()));
    Server server = server(listener, bounded());
    for (int i = 0; i < MOST; i++) {
      served(closedAfter(WireClient.connectTls(server.port(), certificate.clientContext())), "");
    }
    client(server).expectGone();
    assertThat(server.metrics().handshakesFailed()).isZero();
  }

  @Test
  void behind_the_proxy_protocol_the_client_counts_and_not_the_proxy() throws Exception {
    Server server = server(Listener.on(0).withProxyProtocol("127.0.0.0/8"), bounded());
    for (int i = 0; i < MOST; i++) {
      served(client(server), from("192.0.2.1"));
      served(client(server), from("192.0.2.2"));
    }
    client(server).send(from("192.0.2.1") + get("/")).expectGone();
    served(client(server), from("192.0.2.3"));
    served(client(server), "PROXY UNKNOWN\r\n"); // the proxy itself, as often as it likes
    for (int i = 0; i < MOST; i++) {
      served(client(server), "PROXY UNKNOWN\r\n");
    }
  }

  @Test
  void a_network_of_ipv6_is_one_client() throws Exception {
    Server server = server(Listener.on(0).withProxyProtocol("127.0.0.0/8"), bounded());
    for (int i = 0; i < MOST; i++) {
      served(client(server), from("TCP6", "2001:db8:1:2:" + i + "::1", "2001:db8::9"));
    }
    client(server).send(from("TCP6", "2001:db8:1:2::5", "2001:db8::9") + get("/")).expectGone();
    served(client(server), from("TCP6", "2001:db8:1:3::5", "2001:db8::9"));
  }

  @Test
  void a_trusted_proxy_has_as_many_as_it_needs() throws Exception {
    var proxies = Proxies.trusting(Proxies.Fields.FORWARDED, "127.0.0.1");
    Server server = server(Listener.on(0), bounded().withProxies(proxies));
    for (int i = 0; i < 2 * MOST; i++) {
      served(client(server), "");
    }
    assertThat(refusals).isEmpty();
  }

  @Test
  void unix_sockets_do_not_count() throws Exception {
    Path file = directory.resolve("socket");
    Server _ = server(Listener.unix(file), bounded());
    var address = UnixDomainSocketAddress.of(file);
    for (int i = 0; i < 2 * MOST; i++) {
      served(closedAfter(WireClient.connect(address, Duration.ofSeconds(20))), "");
    }
  }

  @Test
  void another_client_is_served_beside_one_that_has_too_many() throws Exception {
    Server server = server(Listener.on("0.0.0.0:0"), bounded());
    for (int i = 0; i < MOST; i++) {
      served(client(server), "");
    }
    client(server).expectGone();
    int port = server.port();
    try (SocketChannel other = SocketChannel.open()) {
      other.bind(new InetSocketAddress("127.0.0.2", 0));
      other.connect(new InetSocketAddress("127.0.0.1", port));
      Await.until("it is in", () -> server.connections() == MOST + 1);
      other.write(
          java.nio.ByteBuffer.wrap(get("/").getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
      var read = java.nio.ByteBuffer.allocate(12);
      while (read.hasRemaining() && other.read(read) >= 0) {}
      assertThat(new String(read.array(), java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200");
    }
  }
}
