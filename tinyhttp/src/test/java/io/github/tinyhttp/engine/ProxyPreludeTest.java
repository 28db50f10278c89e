package io.github.tinyhttp.engine;

import static io.github.tinyhttp.wire.ProxyHeaders.IPV4;
import static io.github.tinyhttp.wire.ProxyHeaders.IPV6;
import static io.github.tinyhttp.wire.ProxyHeaders.binary;
import static io.github.tinyhttp.wire.ProxyHeaders.line;
import static io.github.tinyhttp.wire.ProxyHeaders.tls;
import static io.github.tinyhttp.wire.ProxyHeaders.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.ProxyHeader;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections that begin with a header of the PROXY protocol.
class ProxyPreludeTest extends SocketTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final byte[] TCP4 = line("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443");
  private static final String SEEN = "/192.0.2.1:56324 /198.51.100.2:443";

  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final Queue<SocketAddress> connected = new ConcurrentLinkedQueue<>();

  private final class Log implements ServerEvents {
    @Override
    public void refused(RefusalEvent refusal) {
      String rule = refusal.rule().message();
      refused.add(rule);
    }

    @Override
    public void connected(ConnectionEvent connection) {
      SocketAddress client = connection.client();
      connected.add(client);
    }
  }

  private Server behind(String... proxies) throws IOException {
    return behind(Listener.on(0).withProxyProtocol(proxies), Timeouts.defaults());
  }

  private Server behind(Listener listener, Timeouts timeouts) throws IOException {
    return closedAfter(
        Server.builder()
            .hosts("*")
            .listen(listener)
            .options(options().withTimeouts(timeouts).withEvents(new Log()))
            .handler(ProxyPreludeTest::respond)
            .start());
  }

  private static Response respond(Request request) {
    return Response.text(request.remoteAddress() + " " + request.localAddress());
  }

  private static byte[] together(byte[] header, String request) {
    byte[] bytes = Arrays.copyOf(header, header.length + request.length());
    byte[] more = request.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(more, 0, bytes, header.length, more.length);
    return bytes;
  }

  @Test
  void the_client_is_who_the_proxy_says() throws Exception {
    Server server = behind("127.0.0.0/8");
    client(server).send(TCP4).send(GET).expectResponse(200, SEEN);
    client(server).send(binary("2111", IPV4)).send(GET).expectResponse(200, SEEN);
    client(server)
        .send(binary("2121", IPV6))
        .send(GET)
        .expectResponse(200, "/[2001:db8:0:0:0:0:0:1]:56324 /[2001:db8:0:0:0:0:0:2]:443");
    Await.until("all connections are told", () -> connected.size() >= 3);
    assertThat(connected).hasSize(3).first().hasToString("/192.0.2.1:56324");
    assertThat(refused).isEmpty();
  }

  @Test
  void what_follows_the_header_is_not_lost() throws Exception {
    Server server = behind("127.0.0.1");
    for (byte[] header : new byte[][] {TCP4, binary("2111", IPV4 + value(4, new byte[700]))}) {
      WireClient client = client(server).send(together(header, GET + GET));
      client.expectResponse(200, SEEN);
      client.expectResponse(200, SEEN);
      client.send(GET).expectResponse(200, SEEN);
    }
  }

  @Test
  void a_header_may_come_byte_by_byte() throws Exception {
    Server server = behind("127.0.0.1");
    for (byte[] header : new byte[][] {TCP4, binary("2111", IPV4 + value(1, "h2"))}) {
      WireClient client = client(server);
      for (byte one : together(header, GET)) {
        client.send(new byte[] {one});
      }
      client.expectResponse(200, SEEN);
    }
  }

  @Test
  void a_header_may_be_split_anywhere() throws Exception {
    Server server = behind("127.0.0.1");
    for (byte[] header : new byte[][] {TCP4, binary("2111", IPV4 + value(1, "h2"))}) {
      byte[] all = together(header, GET);
      for (int at = 1; at < all.length; at++) {
        WireClient client = client(server).send(Arrays.copyOf(all, at));
        // another connection's response shows that the server has seen the first part
        client(server).send(TCP4).send(GET).expectResponse(200, SEEN);
        client.send(Arrays.copyOfRange(all, at, all.length)).expectResponse(200, SEEN);
        client.close();
      }
    }
  }

  @Test
  void a_header_that_is_cut_gets_no_response() throws Exception {
    Server server = behind("127.0.0.1");
    for (byte[] header : new byte[][] {TCP4, binary("2111", IPV4 + value(1, "h2"))}) {
      for (int length = 0; length < header.length; length++) {
        client(server).send(Arrays.copyOf(header, length)).halfClose().expectGone();
      }
    }
    int cut = TCP4.length + binary("2111", IPV4 + value(1, "h2")).length - 2;
    Await.until("all refusals are told", () -> refused.size() >= cut);
    assertThat(refused).hasSize(cut);
    assertThat(refused).containsOnly("a PROXY header ends too early");
    assertThat(connected).isEmpty();
  }

  @Test
  void a_connection_without_header_gets_no_response() throws Exception {
    Server server = behind("127.0.0.1");
    client(server).send(GET).expectGone();
    client(server).send(line("PROXY TCP4 nobody nowhere 1 1")).expectGone();
    Await.until("both refusals are told", () -> refused.size() >= 2);
    assertThat(refused)
        .containsExactly("no PROXY header", "an address of a PROXY header is malformed");
    assertThat(connected).isEmpty();
  }

  @Test
  void who_is_not_trusted_gets_no_response() throws Exception {
    Server server = behind("10.0.0.0/8", "::1", "unix");
    client(server).expectGone();
    WireClient client = client(server);
    boolean _ = client.trySend("PROXY UNKNOWN\r\n" + GET);
    client.expectGone();
    Await.until("a refusal is told", () -> !refused.isEmpty());
    assertThat(refused).containsOnly("a PROXY header is not taken from there");
    assertThat(connected).isEmpty();
    Await.until("all are gone", () -> server.connections() == 0);
  }

  @Test
  void a_header_has_to_be_there_in_time() throws Exception {
    Server server =
        behind(
            Listener.on(0).withProxyProtocol("127.0.0.1"),
            Timeouts.defaults().withHandshake(Duration.ofMillis(100)));
    client(server).send("PROXY TCP4 ").expectGone();
    Await.until("the refusal is told", () -> !refused.isEmpty());
    assertThat(refused).containsExactly("a PROXY header took too long");
  }

  @Test
  void a_proxy_that_speaks_for_itself_is_the_client() throws Exception {
    Server server = behind("127.0.0.1");
    for (byte[] header : new byte[][] {line("PROXY UNKNOWN"), binary("2000", "")}) {
      WireClient client = client(server).send(header).send(GET);
      client.expectResponse(200, client.localAddress() + " " + server.address());
    }
  }

  @Test
  void a_proxy_that_only_looks_is_no_fault() throws Exception {
    Server server = behind("127.0.0.1");
    client(server).halfClose().expectGone();
    client(server).reset();
    Await.until("all are gone", () -> server.connections() == 0);
    assertThat(refused).isEmpty();
  }

  @Test
  void what_else_the_proxy_says_can_be_read() throws Exception {
    var seen = new ConcurrentLinkedQueue<ProxyHeader>();
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .listen(Listener.on(0).withProxyProtocol("127.0.0.1"))
                .handler(
                    request -> {
                      seen.add(request.proxyHeader().orElseThrow());
                      return Response.empty();
                    })
                .start());
    String tls = tls(3, 0, value(0x21, "TLSv1.3") + value(0x22, "me") + value(0x23, "AES"));
    String values = value(1, "h2") + value(2, "example.com") + value(5, "id") + tls;
    client(server).send(binary("2111", IPV4 + values)).send(GET).expectResponse(204);
    ProxyHeader header = seen.remove();
    assertThat(header.source().orElseThrow()).hasToString("/192.0.2.1:56324");
    assertThat(header.destination().orElseThrow()).hasToString("/198.51.100.2:443");
    assertThat(header.alpn()).contains("h2");
    assertThat(header.authority()).contains("example.com");
    assertThat(header.uniqueId().map(String::new)).contains("id");
    ProxyHeader.Tls spoken = header.tls().orElseThrow();
    assertThat(spoken.version()).contains("TLSv1.3");
    assertThat(spoken.cipher()).contains("AES");
    assertThat(spoken.commonName()).contains("me");
    assertThat(spoken.certified()).isTrue();
  }

  @Test
  void a_unix_socket_takes_headers_where_it_is_trusted(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("http.sock");
    behind(Listener.unix(file).withProxyProtocol("unix"), Timeouts.defaults());
    var address = UnixDomainSocketAddress.of(file);
    closedAfter(WireClient.connect(address, Duration.ofSeconds(60)))
        .send(TCP4)
        .send(GET)
        .expectResponse(200, SEEN);
    closedAfter(WireClient.connect(address, Duration.ofSeconds(60)))
        .send(line("PROXY UNKNOWN"))
        .send(GET)
        .expectResponse(200, " " + file);
  }

  @Test
  void one_server_has_listeners_with_and_without_header() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .listen(Listener.on(0), Listener.on(0).withProxyProtocol("127.0.0.1"))
                .handler(request -> Response.text("" + request.proxyHeader().isPresent()))
                .start());
    client(server).send(GET).expectResponse(200, "false");
    client(server).send(TCP4).send(GET).expectResponse(400);
    closedAfter(WireClient.connect(server.addresses().getLast(), Duration.ofSeconds(60)))
        .send(TCP4)
        .send(GET)
        .expectResponse(200, "true");
  }

  @Test
  void a_server_that_is_closed_does_not_wait_for_headers() throws Exception {
    Server server = behind("127.0.0.1");
    WireClient client = client(server).send("PROXY ");
    client(server).send(TCP4).send(GET).expectResponse(200, SEEN);
    assertThat(server.shutdown(Duration.ofSeconds(60))).isTrue();
    client.expectGone();
  }

  @Test
  void somebody_has_to_be_trusted() {
    assertThatIllegalArgumentException().isThrownBy(() -> Listener.on(0).withProxyProtocol());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Listener.on(0).withProxyProtocol("proxy.example"));
  }
}
