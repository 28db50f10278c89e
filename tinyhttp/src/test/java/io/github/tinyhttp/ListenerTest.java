package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kinds of listeners, alone and together.
class ListenerTest extends SocketTest {
  static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir Path directory;

  private Server serve(Listener... listeners) throws Exception {
    return closedAfter(
        Server.builder()
            .listen(listeners)
            .options(options())
            .handler(request -> Response.text(request.localAddress().toString()))
            .start());
  }

  private WireClient connect(SocketAddress address) {
    return closedAfter(WireClient.connect(address, Duration.ofSeconds(60)));
  }

  @Test
  void several_kinds_serve_at_once_and_close_together() throws Exception {
    ServerSocketChannel bound = ServerSocketChannel.open();
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Path socket = directory.resolve("http.sock");
    Server server =
        serve(
            Listener.unix(socket),
            Listener.on(0),
            Listener.on("127.0.0.1:0").withBacklog(10),
            Listener.of(bound));
    assertThat(server.addresses()).hasSize(4).doesNotHaveDuplicates();
    assertThat(server.addresses())
        .startsWith(UnixDomainSocketAddress.of(socket))
        .endsWith(bound.getLocalAddress());
    for (SocketAddress address : server.addresses()) {
      connect(address).send(GET).expectResponse(200, address.toString());
    }
    server.close();
    for (SocketAddress address : server.addresses()) {
      assertThatIOException().isThrownBy(() -> SocketChannel.open(address).close());
    }
  }

  @Test
  void the_address_is_the_first_of_the_internet() throws Exception {
    Server server = serve(Listener.unix(directory.resolve("http.sock")), Listener.on(0));
    assertThat(server.address()).isEqualTo(server.addresses().getLast());
    assertThat(server.uri()).hasToString("http://127.0.0.1:" + server.port());
  }

  @Test
  void without_the_internet_there_is_no_port() throws Exception {
    Server server = serve(Listener.unix(directory.resolve("http.sock")));
    assertThatIllegalStateException().isThrownBy(server::port).withMessageContaining("http.sock");
    assertThatIllegalStateException().isThrownBy(server::uri);
  }

  @Test
  void a_channel_that_is_not_bound_is_refused() throws Exception {
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      assertThatIOException()
          .isThrownBy(() -> serve(Listener.of(channel)))
          .withMessageContaining("the channel is not bound");
    }
  }

  @Test
  void without_a_socket_from_its_parent_a_process_inherits_none() {
    assertThatIOException()
        .isThrownBy(() -> serve(Listener.inherited()))
        .withMessageStartingWith("cannot listen on inherited socket: ");
  }

  @Test
  void a_backlog_is_positive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Listener.on(0).withBacklog(0))
        .withMessage("backlog must be positive, not 0");
  }

  @Test
  void permissions_are_written_as_ls_shows_them() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Listener.unix(Path.of("a.sock")).withPermissions("0660"))
        .withMessage("rw-rw---- or its like wanted, not 0660");
  }

  @Test
  void what_a_server_is_made_of_is_looked_at_when_it_is_given() {
    Server.Builder builder = Server.builder();
    for (ThrowingCallable giving :
        List.<ThrowingCallable>of(
            () -> builder.bind((SocketAddress) null),
            () -> builder.listen(Listener.of(null)),
            () -> builder.handler(null),
            () -> builder.options(null),
            () -> builder.limits(null),
            () -> builder.timeouts(null),
            () -> builder.dispatch(null),
            () -> builder.dispatch(Dispatch.on(null)),
            () -> builder.events(null),
            () -> builder.tls(null))) {
      assertThatNullPointerException().isThrownBy(giving);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> builder.backlog(0));
  }

  @Test
  void a_listener_says_where_it_is() {
    assertThat(Listener.on("127.0.0.1:80")).hasToString("Listener[/127.0.0.1:80]");
    assertThat(Listener.unix(Path.of("a.sock"))).hasToString("Listener[a.sock]");
    assertThat(Listener.inherited()).hasToString("Listener[inherited socket]");
  }
}
