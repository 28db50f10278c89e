package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a server listens, and whom it lets in.
class ListeningTest extends SocketTest {
  @Test
  void listens_on_a_channel_that_is_bound_already() throws Exception {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Server server =
        closedAfter(
            Server.builder()
                .listen(Listener.of(channel))
                .handler(_ -> Response.text("given"))
                .start());
    assertThat(server.addresses()).containsExactly(channel.getLocalAddress());
    client(server).send(get("/")).expectResponse(200, "given");
    server.close();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void listens_on_several_addresses_at_once() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .bind("127.0.0.1:0")
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .handler(request -> Response.text(request.localAddress().toString()))
                .start());
    assertThat(server.addresses()).hasSize(3).doesNotHaveDuplicates();
    for (SocketAddress address : server.addresses()) {
      int port = ((InetSocketAddress) address).getPort();
      closedAfter(WireClient.connect(port)).send(get("/")).expectResponse(200, address.toString());
    }
    assertThat(server.address()).isEqualTo(server.addresses().getFirst());
  }

  @Test
  void the_shortest_form_listens_on_the_loopback_address_only() throws Exception {
    Server server = closedAfter(Server.http(0, _ -> Response.empty()));
    assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
    assertThat(server.uri()).hasToString("http://127.0.0.1:" + server.port());
  }

  @Test
  void an_address_in_use_is_named() throws Exception {
    Server server = closedAfter(Server.http(0));
    assertThatThrownBy(() -> Server.http(server.port()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Integer.toString(server.port()));
  }

  /// Nothing stays open of a server that could not start.
  @Test
  void an_address_in_use_frees_the_others() throws Exception {
    Server server = closedAfter(Server.http(0));
    int free;
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      free = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }
    assertThatThrownBy(() -> Server.builder().bind(free).bind(server.port()).start())
        .isInstanceOf(IOException.class);
    closedAfter(Server.http(free));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", ":80", "localhost:", "localhost:x", "localhost:70000"})
  void an_address_without_host_and_port_is_none(String address) {
    assertThatThrownBy(() -> Server.http(address)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_server_without_address_does_not_start() {
    assertThatThrownBy(() -> Server.builder().start()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void beyond_the_limit_connections_wait_outside_while_all_are_busy() throws Exception {
    var released = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              Await.opened(released);
              return Response.text(request.path());
            },
            options().withLimits(Limits.defaults().withConnections(3)));
    List<WireClient> in = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      in.add(client(server).send(get("/in")));
    }
    Await.until("they are with the handler", () -> server.requestsInFlight() == 3);
    WireClient waiting = client(server).send(get("/waiting"));
    waiting.expectIdle(Duration.ofMillis(300)); // longer than a connection has to be idle
    assertThat(server.connections()).isEqualTo(3);
    in.getLast().close();
    released.countDown();
    waiting.expectResponse(200, "/waiting");
    in.getFirst().expectResponse(200, "/in");
  }

  @Test
  void many_who_come_at_the_limit_are_all_served_in_the_end() throws Exception {
    Server server =
        server(
            request -> Response.text(request.path()).withConnectionClose(),
            options().withLimits(Limits.defaults().withConnections(2)).withLoops(2));
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      clients.add(client(server).send("GET /" + i + " HTTP/1.0\r\n\r\n"));
    }
    for (int i = 0; i < 40; i++) {
      clients.get(i).expectResponse(200, "/" + i);
      clients.get(i).close();
    }
  }

  @Test
  void connections_are_counted_and_told_of() throws Exception {
    var open = new AtomicInteger();
    var total = new AtomicInteger();
    var events =
        new ServerEvents() {
          @Override
          public void connected(ConnectionEvent connection) {
            open.incrementAndGet();
            total.incrementAndGet();
          }

          @Override
          public void disconnected(ConnectionEvent connection) {
            open.decrementAndGet();
          }
        };
    Server server = server(_ -> Response.empty(), options().withEvents(events).withLoops(2));
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      WireClient client = client(server).send(get("/"));
      client.expectResponse(204);
      clients.add(client);
    }
    assertThat(server.connections()).isEqualTo(20);
    Await.until("all are told", () -> open.get() == 20);
    clients.forEach(WireClient::close);
    Await.until("all are gone", () -> server.connections() == 0 && open.get() == 0);
    assertThat(total).hasValue(20);
  }
}
