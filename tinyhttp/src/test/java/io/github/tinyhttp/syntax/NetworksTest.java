package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
  private static boolean contains(String network, String address) throws Exception {
    return Networks.of(List.of(network)).contains(InetAddress.ofLiteral(address));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0",
    "10.0.0.0/8, 10.255.255.255",
    "192.0.2.128/25, 192.0.2.128",
    "192.0.2.128/25, 192.0.2.255",
    "192.0.2.4/30, 192.0.2.7",
    "192.0.2.1/32, 192.0.2.1",
    "192.0.2.1, 192.0.2.1",
    "0.0.0.0/0, 203.0.113.9",
    "::1, ::1",
    "::/0, 2001:db8::1",
    "2001:db8::/33, 2001:db8:7fff::1",
    "fe80::/10, febf::1",
    "::ffff:192.0.2.0/24, 192.0.2.9",
    "192.0.2.0/24, ::ffff:192.0.2.9",
  })
  void an_address_is_inside(String network, String address) throws Exception {
    assertThat(contains(network, address)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 9.255.255.255",
    "10.0.0.0/8, 11.0.0.0",
    "192.0.2.128/25, 192.0.2.127",
    "192.0.2.4/30, 192.0.2.8",
    "192.0.2.1, 192.0.2.0",
    "0.0.0.0/0, ::1",
    "::/0, 127.0.0.1",
    "2001:db8::/33, 2001:db8:8000::1",
    "fe80::/10, fec0::1",
  })
  void an_address_is_outside(String network, String address) throws Exception {
    assertThat(contains(network, address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0.0/ 8",
        "10.0.0/8",
        "10/8",
        "010.0.0.0/8",
        "10.0.0.1/8",
        "10.0.0.0/255.0.0.0",
        "::/129",
        "::1/64",
        "[::1]",
        "fe80::1%1",
        "localhost",
        "example.com",
        "Unix",
        "unix/8",
        "10.0.0.0/99999999999",
      })
  void a_text_that_is_no_network_is_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Networks.of(List.of(text)))
        .withMessageContaining(text);
  }

  @Test
  void nobody_is_in_none() throws Exception {
    Networks none = Networks.of(List.of());
    assertThat(none.isEmpty()).isTrue();
    assertThat(none.contains(InetAddress.getLoopbackAddress())).isFalse();
    assertThat(none.contains(UnixDomainSocketAddress.of(""))).isFalse();
  }

  @Test
  void a_unix_socket_is_in_no_network() {
    var unix = UnixDomainSocketAddress.of("");
    assertThat(Networks.of(List.of("0.0.0.0/0", "::/0")).contains(unix)).isFalse();
    assertThat(Networks.of(List.of("10.0.0.0/8", "unix")).contains(unix)).isTrue();
  }

  @Test
  void an_address_nobody_has_looked_up_is_in_none() {
    var unresolved = InetSocketAddress.createUnresolved("10.0.0.1", 1);
    assertThat(Networks.of(List.of("10.0.0.0/8")).contains(unresolved)).isFalse();
  }
}
