package io.github.tinyhttp.http1;

import static io.github.tinyhttp.wire.ProxyHeaders.IPV4;
import static io.github.tinyhttp.wire.ProxyHeaders.binary;
import static io.github.tinyhttp.wire.ProxyHeaders.line;
import static io.github.tinyhttp.wire.ProxyHeaders.tls;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.Proxies.Fields;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom the application takes for the client, behind proxies and without.
class ForwardingWireTest extends SocketTest {
  private static final String FORWARDED =
      """
      GET / HTTP/1.1
      Host: inner
      Forwarded: for="[2001:db8::1]:99";proto=https;host=example.com
      X-Forwarded-For: 192.0.2.7
      X-Forwarded-Proto: https
      X-Forwarded-Host: example.org

      """;

  private static Response respond(Request request) {
    return Response.text(
        request.clientAddress() + " " + request.scheme() + " " + request.host().orElse("nowhere"));
  }

  private Server trusting(Fields fields, String... from) throws IOException {
    ServerOptions options = options().withProxies(Proxies.trusting(fields, from));
    return server(ForwardingWireTest::respond, options);
  }

  @Test
  void nobody_is_believed_without_being_trusted() throws Exception {
    WireClient client = client(server(ForwardingWireTest::respond));
    client.sendLines(FORWARDED).expectResponse(200, client.localAddress() + " http inner");
  }

  @Test
  void a_client_that_is_no_proxy_is_not_believed() throws Exception {
    WireClient client = client(trusting(Fields.EITHER, "10.0.0.0/8", "::1", "unix"));
    client.sendLines(FORWARDED).expectResponse(200, client.localAddress() + " http inner");
    client
        .sendLines("GET / HTTP/1.1\nHost: a\nForwarded: \"\n\n")
        .expectResponse(200, client.localAddress() + " http a");
  }

  @Test
  void a_proxy_is_believed() throws Exception {
    client(trusting(Fields.FORWARDED, "127.0.0.0/8"))
        .sendLines(FORWARDED)
        .expectResponse(200, "/[2001:db8:0:0:0:0:0:1]:99 https example.com");
    client(trusting(Fields.X_FORWARDED, "127.0.0.1"))
        .sendLines(FORWARDED)
        .expectResponse(200, "/192.0.2.7:0 https example.org");
  }

  @Test
  void what_the_socket_says_can_be_read_all_the_same() throws Exception {
    ServerOptions options =
        options().withProxies(Proxies.trusting(Fields.FORWARDED, "127.0.0.0/8"));
    WireClient client =
        client(
            server(
                request ->
                    Response.text(
                        request.remoteAddress()
                            + " "
                            + request.isSecure()
                            + " "
                            + request.authority().orElseThrow()),
                options));
    client.sendLines(FORWARDED).expectResponse(200, client.localAddress() + " false inner");
  }

  @Test
  void a_proxy_that_says_nothing_is_the_client() throws Exception {
    WireClient client = client(trusting(Fields.EITHER, "127.0.0.0/8"));
    client
        .sendLines("GET / HTTP/1.1\nHost: a\n\n")
        .expectResponse(200, client.localAddress() + " http a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded: for=\", for=192.0.2.1",
        "Forwarded: for=192.0.2.1;host=\"a b\"",
        "Forwarded: for=192.0.2.1;host=\"\"",
        "Forwarded: for=192.0.2.1;host=\":80\"",
        "Forwarded: for=192.0.2.1;host=\"a/../b\"",
        "Forwarded: for=192.0.2.1;host=\"a:99999\"",
        "X-Forwarded-Host: a@b",
        "X-Forwarded-Proto: http://",
      })
  void what_a_proxy_passes_on_and_nobody_can_read_is_refused(String field) throws Exception {
    client(trusting(Fields.EITHER, "127.0.0.0/8"))
        .sendLines("GET / HTTP/1.1\nHost: a\n" + field + "\n\n")
        .expectResponse(400);
  }

  @Test
  void the_source_of_a_PROXY_header_is_the_one_that_has_to_be_trusted() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .listen(Listener.on(0).withProxyProtocol("127.0.0.1"))
                .proxies(Proxies.trusting(Fields.X_FORWARDED, "10.0.0.0/8", "127.0.0.1"))
                .handler(ForwardingWireTest::respond)
                .start());
    client(server)
        .send(line("PROXY TCP4 192.0.2.99 127.0.0.1 1 2"))
        .sendLines(FORWARDED)
        .expectResponse(200, "/192.0.2.99:1 http inner");
    client(server)
        .send(line("PROXY TCP4 10.0.0.9 127.0.0.1 1 2"))
        .sendLines(FORWARDED)
        .expectResponse(200, "/192.0.2.7:0 https example.org");
  }

  @Test
  void a_PROXY_header_tells_of_TLS() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .listen(Listener.on(0).withProxyProtocol("127.0.0.1"))
                .handler(ForwardingWireTest::respond)
                .start());
    client(server)
        .send(binary("2111", IPV4 + tls(1, 1, "")))
        .sendLines("GET / HTTP/1.1\nHost: a\n\n")
        .expectResponse(200, "/192.0.2.1:56324 https a");
    client(server)
        .send(binary("2111", IPV4 + tls(0, 1, "")))
        .sendLines("GET / HTTP/1.1\nHost: a\n\n")
        .expectResponse(200, "/192.0.2.1:56324 http a");
  }

  @Test
  void a_proxy_may_come_through_a_unix_socket(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("http.sock");
    closedAfter(
        Server.builder()
            .hosts("*")
            .listen(Listener.unix(file))
            .proxies(Proxies.trusting(Fields.X_FORWARDED, "unix"))
            .handler(ForwardingWireTest::respond)
            .start());
    closedAfter(WireClient.connect(UnixDomainSocketAddress.of(file), Duration.ofSeconds(60)))
        .sendLines(FORWARDED)
        .expectResponse(200, "/192.0.2.7:0 https example.org");
  }

  @Test
  void requests_of_one_connection_have_their_own_clients() throws Exception {
    WireClient client = client(trusting(Fields.X_FORWARDED, "127.0.0.0/8"));
    for (int i = 1; i < 5; i++) {
      client
          .sendLines("GET / HTTP/1.1\nHost: a\nX-Forwarded-For: 192.0.2." + i + "\n\n")
          .expectResponse(200, "/192.0.2." + i + ":0 http a");
    }
    assertThat(client.hasInput()).isFalse();
  }
}
