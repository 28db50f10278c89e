package io.github.tinyhttp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is set on every connection.
class NioSocketTest {
  @TempDir private Path directory;

  @Test
  void the_operating_system_looks_for_clients_that_are_gone_and_sends_small_writes_at_once()
      throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    NioSocket.Listening listening = NioSocket.Listening.bind(address, 1);
    try (var client = SocketChannel.open(listening.localAddress())) {
      assertThat(client.isConnected()).isTrue();
      var accepted = (NioSocket) Objects.requireNonNull(listening.accept(), "it is connected");
      var channel = (SocketChannel) accepted.channel();
      assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
      assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
      accepted.close();
    } finally {
      listening.close();
    }
  }

  @Test
  void a_closed_socket_says_nothing_of_its_client_and_keeps_its_address() throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    NioSocket.Listening listening = NioSocket.Listening.bind(address, 1);
    try (var client = SocketChannel.open(listening.localAddress())) {
      Socket accepted = Objects.requireNonNull(listening.accept(), "it is connected");
      assertThat(accepted.peerCredentials()).isEmpty();
      var plain = new PlainTransport(accepted);
      assertThat(plain.flush()).as("it keeps nothing").isTrue();
      accepted.close();
      assertThat(accepted.peerCredentials()).isEmpty();
      assertThat(accepted.remoteAddress()).isEqualTo(client.getLocalAddress());
      assertThat(accepted).asString().contains("SocketChannel");
      assertThat(listening).asString().contains("ServerSocketChannel");
    } finally {
      listening.close();
    }
  }

  @Test
  void the_system_tells_who_a_client_is_while_the_socket_is_open() throws Exception {
    var address = UnixDomainSocketAddress.of(directory.resolve("s"));
    NioSocket.Listening listening = NioSocket.Listening.bind(address, 1);
    try (var client = SocketChannel.open(address)) {
      assertThat(client.isConnected()).isTrue();
      Socket accepted = Objects.requireNonNull(listening.accept(), "it is connected");
      assertThat(accepted.peerCredentials()).isPresent();
      accepted.close();
      assertThat(accepted.peerCredentials()).isEmpty();
    } finally {
      listening.close();
    }
  }

  /// A server that ends has nothing better to do than to go on.
  @Test
  void a_listener_that_cannot_be_closed_holds_up_nothing() throws Exception {
    var closed = new AtomicInteger();
    var failing =
        new ListeningSocket() {
          @Override
          public @Nullable Socket accept() {
            return null;
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public SocketAddress localAddress() {
            return new InetSocketAddress(0);
          }

          @Override
          public void close() throws IOException {
            closed.incrementAndGet();
            throw new IOException("no descriptor of that number");
          }
        };
    failing.closeAndLog();
    assertThat(closed).hasValue(1);
  }
}
