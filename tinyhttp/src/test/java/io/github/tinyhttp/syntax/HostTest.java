package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §7.2 and RFC 3986 §3.2.
class HostTest {
  private static boolean isValid(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
    return Host.isValid(bytes, 1, bytes.length - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "example.com",
        "example.com:80",
        "example.com:",
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
        "a: 80",
        "[::g]"
      })
  void refuses_what_is_none(String host) {
    assertThat(isValid(host)).isFalse();
  }
}
