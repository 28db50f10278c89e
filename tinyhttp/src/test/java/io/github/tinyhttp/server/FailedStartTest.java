package io.github.tinyhttp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Footprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that cannot start holds nothing: no socket, no file of one, no poller.
class FailedStartTest extends SocketTest {
  /// Fails a start behind the opening of the listeners, where code of the application is called.
  private static ServerEvents runningAtStart(Runnable task) {
    return new ServerEvents() {
      @Override
      public List<ServerEvents> listeners() {
        task.run();
        return List.of(this);
      }
    };
  }

  private static ServerEvents failing() {
    return runningAtStart(
        () -> {
          throw new IllegalStateException("no listeners today");
        });
  }

  private static Server.Builder builder(ServerEvents events) {
    return Server.builder().handler(_ -> Response.text("hello")).events(events);
  }

  @Test
  void what_fails_behind_the_listeners_closes_them(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("socket");
    Footprint before = Footprint.now("tinyhttp", "tinyhttp");
    Server.Builder builder = builder(failing()).bind(0).bind(UnixDomainSocketAddress.of(file));

    assertThatThrownBy(builder::start).hasMessage("no listeners today");
    assertThat(Footprint.now("tinyhttp", "tinyhttp").since(before)).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void the_same_address_can_be_listened_on_afterwards() throws Exception {
    int port;
    try (var free = ServerSocketChannel.open()) {
      free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      port = free.socket().getLocalPort();
    }
    Server.Builder failing = builder(failing()).bind(port);
    assertThatThrownBy(failing::start).hasMessage("no listeners today");

    Server server = closedAfter(builder(ServerEvents.NONE).bind(port).start());
    assertThat(client(server).send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse())
        .extracting("status")
        .isEqualTo(200);
  }

  @Test
  void what_fails_behind_the_engine_closes_its_pollers() throws Exception {
    var channel = ServerSocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ServerEvents closing = runningAtStart(() -> close(channel));
    Server.Builder builder = builder(closing).listen(Listener.of(channel));
    long before = descriptors();

    assertThatIOException().isThrownBy(builder::start);
    assertThat(descriptors()).isLessThanOrEqualTo(before);
  }

  private static void close(ServerSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long descriptors() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }
}
