package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// New clients of a server that has all the connections it may have: idle ones give way.
class IdleConnectionsTest extends SocketTest {
  private static final int MOST = 4;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final String PROXY = "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n";

  @TempDir Path directory;

  private Server server(Listener listener, int loops) throws IOException {
    return closedAfter(
        Server.builder()
            .listen(listener)
            .handler(request -> Response.text(request.path()))
            .options(
                options()
                    .withLoops(loops)
                    .withTimeouts(Timeouts.defaults().withLinger(Duration.ofSeconds(30)))
                    .withLimits(Limits.defaults().withConnections(MOST)))
            .start());
  }

  /// Each new client is served, and the one that has been idle for longest is closed for it.
  private void expectRoom(Supplier<WireClient> connect, String before) {
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      clients.add(connect.get().send(before + get("/" + i)));
      clients.getLast().expectResponse(200, "/" + i);
      clients.getFirst().awaitNothing(Duration.ofMillis(20)); // so that it is known who is first
    }
    for (int i = 0; i < MOST / 2; i++) {
      WireClient next = connect.get().send(before + get("/next"));
      next.expectResponse(200, "/next");
      clients.get(i).expectGone();
    }
    clients.getLast().send(get("/still")).expectResponse(200, "/still");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void give_way_on_any_loop(int loops) throws Exception {
    Server server = server(Listener.on(0), loops);
    expectRoom(() -> client(server), "");
  }

  @Test
  void give_way_where_tls_is_spoken() throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Listener listener = Listener.on(0).withTls(Tls.pem(certificate.chain(), certificate.key()));
    Server server = server(listener, 1);
    SSLContext trusting = certificate.clientContext();
    expectRoom(() -> closedAfter(WireClient.connectTls(server.port(), trusting)), "");
  }

  @Test
  void give_way_behind_a_proxy() throws Exception {
    Server server = server(Listener.on(0).withProxyProtocol("127.0.0.0/8"), 1);
    expectRoom(() -> client(server), PROXY);
  }

  @Test
  void give_way_on_a_unix_socket() throws Exception {
    Path file = directory.resolve("socket");
    Server _ = server(Listener.unix(file), 1);
    var address = UnixDomainSocketAddress.of(file);
    expectRoom(() -> closedAfter(WireClient.connect(address, Duration.ofSeconds(20))), "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "secured", "proxied"})
  void that_have_never_said_anything_give_way(String kind) throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Listener on = Listener.on(0);
    Listener listener =
        switch (kind) {
          case "plain" -> on;
          case "secured" -> on.withTls(Tls.pem(certificate.chain(), certificate.key()));
          default -> on.withProxyProtocol("127.0.0.0/8");
        };
    Server server = server(listener, 1);
    List<WireClient> silent = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      silent.add(client(server));
    }
    WireClient next =
        kind.equals("secured")
            ? WireClient.connectTls(server.port(), certificate.clientContext())
            : client(server).send(kind.equals("proxied") ? PROXY : "");
    closedAfter(next).send(get("/next")).expectResponse(200, "/next");
    assertThat(silent).filteredOn(WireClient::hasInput).hasSize(1);
  }

  /// One client has sent SETTINGS and nothing else, so the server has said nothing but the same.
  @Test
  void give_way_over_http_2_and_are_told() throws Exception {
    Server server = server(Listener.on(0), 1);
    FrameClient idle = closedAfter(FrameClient.connect(server.port()).preface());
    idle.frame(SETTINGS, 0, 0, new byte[0]);
    assertThat(idle.read().type()).isEqualTo(SETTINGS);
    for (int i = 1; i < MOST; i++) {
      client(server).send("GET /busy HT");
    }
    client(server).send(get("/next")).expectResponse(200, "/next");
    int last = idle.read().type();
    while (last != GOAWAY) {
      last = idle.read().type();
    }
    assertThat(idle.endsSoon()).isTrue();
  }

  /// What the client has asked for is done, and only a reset of the system is to be avoided.
  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1", "HTTP/2", "no TLS"})
  void that_linger_after_their_last_response_give_way(String kind) throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Listener plain = Listener.on(0);
    Tls tls = Tls.pem(certificate.chain(), certificate.key());
    Server server = server(kind.equals("no TLS") ? plain.withTls(tls) : plain, 1);
    String last = kind.equals("HTTP/2") ? "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n" : "BAD\r\n\r\n";
    List<WireClient> lingering = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      lingering.add(client(server).send(last));
      lingering.getLast().readToEnd();
    }
    WireClient next =
        kind.equals("no TLS")
            ? WireClient.connectTls(server.port(), certificate.clientContext())
            : client(server);
    closedAfter(next).send(get("/next")).expectResponse(200, "/next");
  }

  @Test
  void in_the_middle_of_a_head_do_not_give_way() throws Exception {
    Server server = server(Listener.on(0), 1);
    List<WireClient> busy = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      busy.add(client(server).send("GET /busy HT"));
    }
    WireClient waiting = client(server).send(get("/next"));
    waiting.expectIdle(Duration.ofMillis(300)); // longer than a connection has to be idle
    busy.getFirst().send("TP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "/busy");
    waiting.expectResponse(200, "/next");
  }
}
