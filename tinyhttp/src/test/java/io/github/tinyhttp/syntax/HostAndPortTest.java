package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8000, 127.0.0.1, 8000",
    "0.0.0.0:0, 0.0.0.0, 0",
    "[::1]:81, 0:0:0:0:0:0:0:1, 81",
    "::1:82, 0:0:0:0:0:0:0:1, 82",
  })
  void an_address_is_a_host_and_a_port(String text, String host, int port) {
    InetSocketAddress address = HostAndPort.parse(text);

    assertThat(InetAddress.ofLiteral(address.getHostString()).getHostAddress()).isEqualTo(host);
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
        .isThrownBy(() -> HostAndPort.parse(text))
        .withMessage(
            "expected an address such as 0.0.0.0:8000 or localhost:8000, not \"" + text + "\"");
  }
}
