package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §7.2 and RFC 3986 §3.2.
class HostTest {
  /// Whether it is one, between octets that could go on with it.
  private static boolean isValid(String text) {
    byte[] bytes = ("0" + text + "0]").getBytes(StandardCharsets.ISO_8859_1);
    return Host.isValid(bytes, 1, bytes.length - 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "example.com",
        "example.com:80",
        "example.com:",
        "example.com:0",
        "example.com:65535",
        "example.com:0000000000000065535",
        "127.0.0.1",
        "127.0.0.1:8080",
        "[::1]",
        "[::1]:80",
        "[2001:db8::1]",
        "[v1.fe:80]",
        "a_b",
        "a,b",
        "a%20b",
        "xn--bcher-kva.example"
      })
  void takes_hosts(String host) {
    assertThat(isValid(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":",
        ":80",
        "a b",
        "a/b",
        "a?b",
        "a#b",
        "u@a",
        "a:b",
        "a:80:80",
        "[::1",
        "::1]",
        "[::1]x",
        "[::1]x:80",
        "[]",
        "a%2",
        "a%zz",
        "\u00E9",
        "a\\b",
        "a:-1",
        "a:65536",
        "a:99999999999999999999",
        "a:/",
        "%",
        "%4",
        "a%",
        "[",
        "[::",
        "a: 80",
        "[::g]"
      })
  void refuses_what_is_none(String host) {
    assertThat(isValid(host)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "a, a, ''",
        "a:80, a, 80",
        "a:, a, ''",
        "[::1], [::1], ''",
        "[::1]:80, [::1], 80",
        "[v1.a:b]:8, [v1.a:b], 8",
        "a%20b:1, a%20b, 1"
      })
  void parts_host_and_port(String host, String name, String port) {
    byte[] bytes = (":" + host + "0").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Host.withoutPort(host)).isEqualTo(name);
    assertThat(Host.portOf(bytes, 1, bytes.length - 1)).isEqualTo(port);
    assertThat(Host.isHost(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":80", "a/b", "[::1"})
  void has_no_port_where_there_is_no_host(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Host.portOf(bytes, 0, bytes.length)).isEmpty();
    assertThat(Host.isHost(text)).isFalse();
  }

  /// Java's clients send the zone of a link-local address, RFC 6874.
  @ParameterizedTest
  @ValueSource(
      strings = {"[fe80::1%4]", "[fe80::1%eth0]:80", "[FEBF::1%25br-0.1]", "[fe80::1.2.3.4%a]"})
  void a_link_local_address_may_have_a_zone(String host) {
    assertThat(isValid(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[fe80::1%]",
        "[fe80::1%a/b]",
        "[fe80::1%a:b]",
        "[fe80::1%%]",
        "[fec0::1%1]",
        "[fe8::1%1]",
        "[::1%1]",
        "[%1]",
        "[fe%1]",
        "127.0.0.1%1"
      })
  void no_other_address_has_one(String host) {
    assertThat(isValid(host)).isFalse();
  }

  /// A literal is bounded before its groups are looked at, and no byte is looked at twice.
  @Test
  void a_long_literal_is_none_and_costs_what_its_length_does() {
    for (String one : List.of("1:", "1.", "::", "f", "v1.a:")) {
      String literal = "[" + one.repeat((64 << 10) / one.length()) + "]";
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        assertThat(isValid(literal)).isEqualTo(one.equals("v1.a:"));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }
}
