package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which hosts requests may be for.
class AllowedHostsTest extends SocketTest {
  private static String to(String host) {
    return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  private Server bound(String address, String... hosts) throws IOException {
    ServerOptions options = ServerOptions.defaults().withLoops(1);
    return closedAfter(
        Server.builder()
            .bind(address)
            .options(hosts.length == 0 ? options : options.withHosts(hosts))
            .handler(request -> Response.text("fine"))
            .start());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "LocalHost",
        "localhost.",
        "localhost.:1",
        "foo.localhost",
        "a.b.LOCALHOST:80",
        "127.0.0.1",
        "127.0.0.1:8080",
        "192.0.2.1",
        "0.0.0.0",
        "[::1]",
        "[::1]:8080",
        "[2001:db8::1]"
      })
  void a_server_on_loopback_serves_local_names_and_addresses(String host) throws IOException {
    client(bound("127.0.0.1:0")).send(to(host)).expectResponse(200, "fine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.example",
        "app.example:8080",
        "localhost.example",
        "notlocalhost",
        "localhost.evil.example:127",
        "127.0.0.1.evil.example",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "127.0.0.01",
        "a",
        ".localhost",
        "%6cocalhost",
        "rebind.network"
      })
  void a_server_on_loopback_serves_no_other_name(String host) throws IOException {
    WireClient client = client(bound("127.0.0.1:0")).send(to(host));
    assertThat(new String(client.expectResponse(421).body(), StandardCharsets.UTF_8))
        .contains("hosts(\"app.example\")")
        .contains("hosts(\"*\")");
    client.send(to("localhost")).expectResponse(200, "fine"); // the connection is fine
  }

  @Test
  void a_request_without_a_host_passes() throws IOException {
    client(bound("127.0.0.1:0")).send("GET / HTTP/1.0\r\n\r\n").expectResponse(200, "fine");
    client(bound("127.0.0.1:0", "app.example")).send("GET / HTTP/1.0\r\n\r\n").expectResponse(200);
    client(bound("0.0.0.0:0", "app.example")).send("GET / HTTP/1.0\r\n\r\n").expectResponse(200);
  }

  @Test
  void an_old_client_that_names_a_host_is_asked_for_it() throws IOException {
    client(bound("127.0.0.1:0")).send(to("a").replace("1.1", "1.0")).expectResponse(421);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost/, app.example, 200",
    "http://app.example/, localhost, 421",
    "http://127.0.0.1:80/, app.example, 200",
    "http://[::1]:80, app.example, 200",
    "HTTP://LOCALHOST.:80?query, app.example, 200",
    "http://app.example?localhost, localhost, 421",
    "http://app.example:80/localhost, 127.0.0.1, 421"
  })
  void the_host_of_the_target_counts_before_the_field(String target, String host, int status)
      throws IOException {
    client(bound("127.0.0.1:0"))
        .send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
        .expectResponse(status);
  }

  @ParameterizedTest
  @CsvSource({
    "app.example, 200",
    "APP.example.:8080, 200",
    "www.app.example, 421",
    "a.sub.example, 200",
    "a.b.sub.example, 200",
    "sub.example, 421",
    "asub.example, 421",
    "localhost, 200",
    "127.0.0.1, 200",
    "other.example, 421"
  })
  void names_that_are_allowed_pass(String host, int status) throws IOException {
    client(bound("127.0.0.1:0", "App.Example", "*.sub.example"))
        .send(to(host))
        .expectResponse(status);
  }

  @Test
  void a_star_allows_everything() throws IOException {
    client(bound("127.0.0.1:0", "*")).send(to("app.example")).expectResponse(200, "fine");
  }

  @Test
  void a_server_that_others_can_reach_serves_all_names_by_default() throws IOException {
    client(bound("0.0.0.0:0")).send(to("app.example")).expectResponse(200, "fine");
  }

  @ParameterizedTest
  @CsvSource({
    "app.example, 200",
    "192.0.2.1:80, 200",
    "192.0.2.2, 421",
    "localhost, 421",
    "b, 421"
  })
  void a_server_that_others_can_reach_serves_what_is_named_alone(String host, int status)
      throws IOException {
    client(bound("0.0.0.0:0", "app.example", "192.0.2.1")).send(to(host)).expectResponse(status);
  }

  private Server listening(Listener... listeners) throws IOException {
    return closedAfter(
        Server.builder().listen(listeners).handler(request -> Response.text("fine")).start());
  }

  @Test
  void one_address_that_others_can_reach_opens_all_listeners(@TempDir Path directory)
      throws IOException {
    Path socket = directory.resolve("s");
    Server server =
        listening(
            Listener.on("127.0.0.1:0"),
            Listener.on("[::1]:0"),
            Listener.unix(socket),
            Listener.on("0.0.0.0:0"));
    for (SocketAddress address : server.addresses()) {
      try (WireClient client = WireClient.connect(address, Duration.ofSeconds(20))) {
        client.send(to("app.example")).expectResponse(200, "fine");
      }
    }
  }

  @Test
  void every_loopback_address_and_unix_socket_is_local(@TempDir Path directory) throws IOException {
    Server server =
        listening(
            Listener.on("localhost:0"),
            Listener.on("127.0.0.2:0"),
            Listener.on("[::1]:0"),
            Listener.unix(directory.resolve("s")));
    for (SocketAddress address : server.addresses()) {
      try (WireClient client = WireClient.connect(address, Duration.ofSeconds(20))) {
        client.send(to("app.example")).expectResponse(421);
        client.send(to("localhost")).expectResponse(200, "fine");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 421", "::1, 421", "::ffff:127.0.0.1, 421", "0.0.0.0, 200", "::, 200"})
  void a_socket_that_is_given_is_as_local_as_its_address(String address, int status)
      throws IOException {
    var channel = closedAfter(ServerSocketChannel.open());
    channel.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    SocketAddress there = listening(Listener.of(channel)).addresses().getFirst();
    try (WireClient client = WireClient.connect(there, Duration.ofSeconds(20))) {
      client.send(to("app.example")).expectResponse(status);
    }
  }

  @Test
  void a_unix_socket_that_is_given_is_local(@TempDir Path directory) throws IOException {
    var address = UnixDomainSocketAddress.of(directory.resolve("s"));
    var channel = closedAfter(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
    channel.bind(address);
    Server _ = listening(Listener.of(channel));
    try (WireClient client = WireClient.connect(address, Duration.ofSeconds(20))) {
      client.send(to("app.example")).expectResponse(421);
    }
  }

  @Test
  void a_unix_socket_is_local(@TempDir Path directory) throws IOException {
    Path socket = directory.resolve("s");
    Server _ =
        closedAfter(
            Server.builder()
                .listen(Listener.unix(socket))
                .handler(request -> Response.text("fine"))
                .start());
    SocketAddress address = UnixDomainSocketAddress.of(socket);
    try (WireClient client = WireClient.connect(address, Duration.ofSeconds(20))) {
      client.send(to("localhost")).expectResponse(200, "fine");
      client.send(to("app.example")).expectResponse(421);
      client.send(to("")).expectResponse(200, "fine");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, app.example, 200",
    "localhost, evil.example, 421",
    "evil.example, app.example, 421",
    "localhost, localhost:80, 200"
  })
  void what_a_trusted_proxy_tells_has_to_be_allowed_too(String host, String told, int status)
      throws IOException {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .proxies(Proxies.trusting(Proxies.Fields.X_FORWARDED, "127.0.0.1"))
                .hosts("app.example")
                .handler(request -> Response.text("fine"))
                .start());
    client(server)
        .send(
            "GET / HTTP/1.1\r\nHost: "
                + host
                + "\r\nX-Forwarded-Host: "
                + told
                + "\r\n"
                + "X-Forwarded-For: 192.0.2.1\r\n\r\n")
        .expectResponse(status);
  }

  @ParameterizedTest
  @CsvSource({
    "EITHER, 127.0.0.1, Forwarded: for=192.0.2.1;host=evil.example, 421",
    "EITHER, 127.0.0.1, Forwarded: for=192.0.2.1;host=LocalHost, 200",
    "EITHER, 127.0.0.1, 'Forwarded: for=192.0.2.1;host=\"[::1]:80\"', 200",
    "EITHER, 127.0.0.1, Forwarded: for=192.0.2.1, 200",
    "EITHER, 127.0.0.1, X-Forwarded-Host: evil.example, 421",
    "FORWARDED, 127.0.0.1, X-Forwarded-Host: evil.example, 200",
    "EITHER, 10.0.0.1, X-Forwarded-Host: evil.example, 200",
    "EITHER, 10.0.0.1, X-Forwarded-Host: localhost, 200"
  })
  void only_a_proxy_that_is_trusted_is_asked(
      Proxies.Fields fields, String trusted, String told, int status) throws IOException {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .proxies(Proxies.trusting(fields, trusted))
                .handler(request -> Response.text("fine"))
                .start());
    client(server)
        .send("GET / HTTP/1.1\r\nHost: localhost\r\n" + told + "\r\n\r\n")
        .expectResponse(status);
    client(server)
        .send("GET / HTTP/1.1\r\nHost: evil.example\r\n" + told + "\r\n\r\n")
        .expectResponse(421);
  }

  @Test
  void it_is_told_with_the_request() throws IOException {
    var refused = new CopyOnWriteArrayList<RefusalEvent>();
    var events =
        new ServerEvents() {
          @Override
          public void refused(RefusalEvent refusal) {
            refused.add(refusal);
          }
        };
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .events(events)
                .handler(request -> Response.text("fine"))
                .start());
    client(server).send(to("app.example")).expectResponse(421);
    Await.until("it is told", () -> !refused.isEmpty());
    assertThat(refused.getFirst().rule().name()).isEqualTo("HOST_NOT_ALLOWED");
    assertThat(refused.getFirst().request().orElseThrow().request().authority())
        .contains("app.example");
  }

  @Test
  void a_body_is_passed_over_and_head_gets_a_head() throws IOException {
    WireClient client = client(bound("127.0.0.1:0"));
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").expectResponse(421);
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.readResponse("HEAD").status()).isEqualTo(421);
    client.send(to("localhost")).expectResponse(200, "fine");
  }

  @Test
  void requests_that_are_received_are_checked_as_well() throws Exception {
    Server server = closedAfter(Server.http(0));
    client(server).send(to("app.example")).expectResponse(421);
    WireClient client = client(server).send(to("localhost"));
    server.receive().respond(Response.text("fine"));
    client.expectResponse(200, "fine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app.example:80",
        "http://app.example",
        "app.example/",
        "*app.example",
        "a.*.example",
        "*.",
        "**",
        ".example",
        "a..b",
        "b\u00fccher.example",
        "a b",
        "[::1",
        "::1"
      })
  void what_is_no_host_is_refused(String host) {
    assertThatIllegalArgumentException().isThrownBy(() -> ServerOptions.defaults().withHosts(host));
    assertThatIllegalArgumentException().isThrownBy(() -> ServerOptions.defaults().withHosts());
  }

  @Test
  void the_hosts_that_are_set_can_be_asked_for() {
    assertThat(ServerOptions.defaults().hosts()).isEmpty();
    assertThat(ServerOptions.defaults().withHosts("a", "*.b").hosts())
        .contains(List.of("a", "*.b"));
  }
}
