package io.github.tinyhttp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which clients get to which addresses, and where the URI of a server leads.
class AddressesTest extends SocketTest {
  private static final Handler LOCAL = request -> Response.text("" + request.localAddress());

  private Server listening(String... addresses) throws IOException {
    Server.Builder builder = Server.builder().handler(LOCAL);
    for (String address : addresses) {
      builder.bind(address);
    }
    return closedAfter(builder.start());
  }

  private static boolean isReached(String address, int port) throws IOException {
    try (var _ = new Socket(InetAddress.ofLiteral(address), port)) {
      return true;
    } catch (ConnectException _) {
      return false;
    }
  }

  private static void leadsSomewhere(Server server) throws Exception {
    URI uri = server.uri();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(uri.resolve("/a")).build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
    var connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestProperty("Connection", "close");
    try (var content = connection.getInputStream()) {
      assertThat(content.readAllBytes()).isNotEmpty();
    }
  }

  @Test
  void the_wildcard_of_ipv4_is_for_ipv4_alone() throws Exception {
    Server server = listening("0.0.0.0:0");
    assertThat(isReached("127.0.0.1", server.port())).isTrue();
    assertThat(isReached("::1", server.port())).isFalse();
    assertThat(server.uri()).hasToString("http://127.0.0.1:" + server.port());
    leadsSomewhere(server);
  }

  @Test
  void the_wildcard_of_ipv6_is_for_both() throws Exception {
    Server server = listening("[::]:0");
    assertThat(isReached("127.0.0.1", server.port())).isTrue();
    assertThat(isReached("::1", server.port())).isTrue();
    leadsSomewhere(server);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void both_wildcards_can_have_one_port_and_are_told_apart(boolean ipv4First) throws Exception {
    int port = freePort();
    Listener ipv4 = Listener.on("0.0.0.0:" + port);
    Listener ipv6 = Listener.on("[::]:" + port).withRedirectToHttps(4443);
    Server server =
        closedAfter(
            Server.builder()
                .listen(ipv4First ? ipv4 : ipv6, ipv4First ? ipv6 : ipv4)
                .handler(LOCAL)
                .start());
    assertThat(server.addresses()).hasSize(2).doesNotHaveDuplicates();
    assertThat(status("http://127.0.0.1:" + port)).isEqualTo(200);
    assertThat(status("http://[::1]:" + port)).isEqualTo(308);
  }

  private static int status(String uri) throws IOException {
    var connection = (HttpURLConnection) URI.create(uri).toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Connection", "close");
    return connection.getResponseCode();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:0", "LOCALHOST:0", "localhost.:0", "app.localhost:0"})
  void localhost_is_each_loopback_address(String address) throws Exception {
    Server server = listening(address);
    assertThat(isReached("127.0.0.1", server.port())).isTrue();
    assertThat(isReached("::1", server.port())).isTrue();
    assertThat(server.addresses()).hasSize(2);
    leadsSomewhere(server);
    int port = server.port();
    server.close();
    assertThat(isReached("::1", port)).isFalse();
  }

  @Test
  void an_address_that_is_not_resolved_is_looked_up() throws Exception {
    for (String name : List.of("localhost", "127.0.0.1")) {
      var address = InetSocketAddress.createUnresolved(name, 0);
      Server server = closedAfter(Server.builder().bind(address).handler(LOCAL).start());
      assertThat(server.addresses()).hasSize(name.equals("localhost") ? 2 : 1);
      leadsSomewhere(server);
    }
  }

  @Test
  void localhost_is_taken_if_one_of_them_is() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      String address = "localhost:" + taken.getLocalPort();
      assertThatIOException()
          .isThrownBy(() -> listening(address))
          .withMessage("cannot listen on " + address + ": Address already in use");
      assertThat(isReached("127.0.0.1", taken.getLocalPort())).isFalse();
    }
  }

  @Test
  void the_uri_of_a_link_local_address_leads_there() throws Exception {
    Optional<InetAddress> address =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(one -> one instanceof Inet6Address && one.isLinkLocalAddress())
            .findFirst();
    assumeTrue(address.isPresent(), "this machine has no link-local address");
    Server server =
        closedAfter(
            Server.builder()
                .bind(new InetSocketAddress(address.orElseThrow(), 0))
                .handler(request -> Response.text("" + request.uri()))
                .start());
    leadsSomewhere(server);
  }

  @Test
  void the_uri_leads_to_where_no_proxy_has_to_be() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .listen(Listener.on(0).withProxyProtocol("127.0.0.1"), Listener.on(0))
                .handler(LOCAL)
                .start());
    leadsSomewhere(server);
  }

  @Test
  void a_server_on_unix_sockets_has_no_uri(@TempDir Path directory) throws Exception {
    Server server =
        closedAfter(
            Server.builder().listen(Listener.unix(directory.resolve("s"))).handler(LOCAL).start());
    assertThatIllegalStateException()
        .isThrownBy(server::uri)
        .withMessageContaining("no internet address");
  }

  // ---- reasons

  @Test
  void an_address_that_this_machine_has_not_is_named() {
    for (String address : List.of("192.0.2.1:0", "[2001:db8::1]:0")) {
      assertThatIOException()
          .isThrownBy(() -> listening(address))
          .withMessageContaining(address.startsWith("[") ? "2001:db8" : "192.0.2.1")
          .withMessageEndingWith(": Cannot assign requested address");
    }
  }

  @Test
  void a_wildcard_that_is_taken_says_so() throws Exception {
    try (var taken = new ServerSocket(0)) {
      assertThatIOException()
          .isThrownBy(() -> listening("0.0.0.0:" + taken.getLocalPort()))
          .withMessageEndingWith("0.0.0.0:" + taken.getLocalPort() + ": Address already in use");
    }
  }

  @Test
  void a_path_that_cannot_be_made_is_named(@TempDir Path directory) {
    Path file = directory.resolve("missing").resolve("s");
    for (Listener one :
        List.of(Listener.unix(file), Listener.unix(file).withPermissions("rw-------"))) {
      assertThatIOException()
          .isThrownBy(() -> Server.builder().listen(one).start())
          .withMessageStartingWith("cannot listen on " + file + ": ")
          .withMessageMatching("(?i).*(no such file|there is no ).*");
    }
  }

  /// No client could connect to it.
  @Test
  void a_path_that_is_too_long_is_named(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("s".repeat(120));
    for (Listener one :
        List.of(Listener.unix(file), Listener.unix(file).withPermissions("rw-------"))) {
      assertThatIOException()
          .isThrownBy(() -> closedAfter(Server.builder().listen(one).start()))
          .withMessage("cannot listen on " + file + ": Unix domain path too long");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_channel_that_is_closed_is_named() throws Exception {
    var channel = ServerSocketChannel.open();
    channel.bind(null).close();
    assertThatIOException()
        .isThrownBy(() -> Server.builder().listen(Listener.of(channel)).start())
        .withMessageEndingWith(": the channel is closed");
  }

  @Test
  void an_address_of_another_kind_is_named() {
    var strange =
        new SocketAddress() {
          private static final long serialVersionUID = 1;

          @Override
          public String toString() {
            return "strange";
          }
        };
    assertThatIOException()
        .isThrownBy(() -> Server.builder().bind(strange).start())
        .withMessage("cannot listen on strange: no address of a kind that can be listened on");
  }

  /// Starts a server in a JVM without IPv6.
  public static final class WithoutIpv6 {
    public static void main(String[] addresses) throws IOException {
      for (String address : addresses) {
        try (Server server = Server.http(address, LOCAL)) {
          System.out.println(server.addresses().size() + " addresses");
        } catch (IOException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  @Test
  void a_jvm_without_ipv6_says_so() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutIpv6.class.getName(),
                "[::]:0",
                "[::1]:0",
                "localhost:0",
                "0.0.0.0:0")
            .redirectErrorStream(true)
            .start();
    try (var out = child.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.lines())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .contains("cannot listen on ", "0:0:0:0:0:0:0:0")
                      .endsWith(": java.net.preferIPv4Stack turns IPv6 off"),
              line ->
                  assertThat(line)
                      .contains("cannot listen on ", "0:0:0:0:0:0:0:1")
                      .endsWith(": java.net.preferIPv4Stack turns IPv6 off"),
              line -> assertThat(line).isEqualTo("1 addresses"),
              line -> assertThat(line).isEqualTo("1 addresses"));
    }
    assertThat(child.waitFor()).isZero();
  }
}
