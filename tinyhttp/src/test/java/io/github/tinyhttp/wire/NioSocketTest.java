package io.github.tinyhttp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What is set on every connection.
class NioSocketTest {
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
}
