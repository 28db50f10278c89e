package io.github.tinyhttp.server;

import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.tinyhttp.Listener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenersTest {
  @Test
  void a_failure_names_the_address_and_the_reason() throws Exception {
    try (ServerSocketChannel taken = ServerSocketChannel.open()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketAddress address = taken.getLocalAddress();

      assertThatIOException()
          .isThrownBy(() -> Listeners.open(List.of(Listener.on(address)), 1))
          .withMessage("cannot listen on " + address + ": Address already in use");
    }
  }

  @Test
  void a_host_nobody_knows_is_named() {
    SocketAddress address = InetSocketAddress.createUnresolved("nowhere.invalid", 80);

    assertThatIOException()
        .isThrownBy(() -> Listeners.open(List.of(Listener.on(address)), 1))
        .withMessageContaining("nowhere.invalid")
        .withMessageEndingWith(": the host name is not known");
  }
}
