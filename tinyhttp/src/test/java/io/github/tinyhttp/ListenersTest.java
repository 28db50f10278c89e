package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenersTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8000, 127.0.0.1, 8000",
    "0.0.0.0:0, 0.0.0.0, 0",
    "[::1]:81, 0:0:0:0:0:0:0:1, 81",
    "::1:82, 0:0:0:0:0:0:0:1, 82",
  })
  void an_address_is_a_host_and_a_port(String text, String host, int port) {
    InetSocketAddress address = Listeners.address(text);

    assertThat(address.getAddress().getHostAddress()).isEqualTo(host);
    assertThat(address.getPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8000",
        "localhost",
        ":8000",
        "localhost:",
        "localhost:http",
        "[]:1",
        "localhost:70000",
        "http://localhost:8000"
      })
  void a_text_without_host_or_port_is_no_address(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Listeners.address(text))
        .withMessage(
            "an address such as 0.0.0.0:8000 or localhost:8000 wanted, not \"" + text + "\"");
  }

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
