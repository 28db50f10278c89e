package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6454 §6.2.
class OriginTest {
  @ParameterizedTest
  @CsvSource({
    "https://a.example, https, a.example, 443",
    "HTTP://A.Example:8000, http, a.example, 8000",
    "http://a, http, a, 80",
    "http://a:, http, a, 80",
    "ws://127.0.0.1, ws, 127.0.0.1, 80",
    "wss://[::1]:1, wss, [::1], 1",
    "http://[::1], http, [::1], 80"
  })
  void an_origin_is_scheme_host_and_port(String text, String scheme, String host, int port) {
    assertThat(Origin.parse(text)).contains(new Origin(scheme, host, OptionalInt.of(port)));
  }

  @Test
  void a_scheme_may_have_no_default_port() {
    assertThat(Origin.parse("chrome-extension://abc"))
        .contains(new Origin("chrome-extension", "abc", OptionalInt.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "*",
        "a.example",
        "//a",
        "://a",
        "http://",
        "http://:80",
        "http://a/",
        "http://a?b",
        "http://a#b",
        "http://a b",
        "http://u@a",
        "http://a:99999",
        "http://a:b",
        "http://*",
        "http://*.a",
        "ht tp://a",
        "http:/a",
        "http://a\\b",
        "http://[::1"
      })
  void anything_else_is_none(String text) {
    assertThat(Origin.parse(text)).isEmpty();
  }
}
