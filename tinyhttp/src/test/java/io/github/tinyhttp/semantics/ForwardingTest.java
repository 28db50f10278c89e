package io.github.tinyhttp.semantics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.Proxies.Fields;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The way back from the last proxy to the client. Proxies are in 10.0.0.0/8 and fd00::/8.
class ForwardingTest {
  private static final SocketAddress PROXY = new InetSocketAddress("10.0.0.1", 4711);
  private static final String ITSELF = "10.0.0.1:4711";

  private static Proxies proxies(Fields fields) {
    return Proxies.trusting(fields, "10.0.0.0/8", "fd00::/8");
  }

  private static Forwarding of(Fields fields, String... headers) {
    return Forwarding.of(proxies(fields), PROXY, Headers.of(headers)).orElseThrow();
  }

  private static String client(Fields fields, String... headers) {
    return of(fields, headers).client().toString().replaceFirst("^/", "");
  }

  @Nested
  class In_Forwarded {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "for=192.0.2.1|192.0.2.1:0",
          "for=\"192.0.2.1:8080\"|192.0.2.1:8080",
          "for=\"192.0.2.1:_hidden\"|192.0.2.1:0",
          "for=\"[2001:db8::1]\"|[2001:db8:0:0:0:0:0:1]:0",
          "FOR=\"[2001:db8::1]:65535\";Proto=https|[2001:db8:0:0:0:0:0:1]:65535",
          "for=192.0.2.1, for=10.0.0.2|192.0.2.1:0",
          "for=192.0.2.1, for=\"[fd00::1]\", for=10.0.0.2|192.0.2.1:0",
          "for=10.9.9.9, for=10.0.0.2|10.9.9.9:0",
          "for=198.51.100.66, for=192.0.2.1|192.0.2.1:0",
          "for=198.51.100.66, for=192.0.2.1, for=10.0.0.2|192.0.2.1:0",
          "for=10.0.0.9, for=192.0.2.1|192.0.2.1:0",
          "for=unknown|" + ITSELF,
          "for=_gazonk|" + ITSELF,
          "proto=https|" + ITSELF,
          "for=192.0.2.1, for=unknown|" + ITSELF,
          "for=192.0.2.1, for=_gazonk, for=10.0.0.2|10.0.0.2:0",
        })
    void the_client_is_the_first_that_is_not_trusted(String field, String client) {
      assertThat(client(Fields.FORWARDED, "Forwarded", field)).isEqualTo(client);
    }

    @Test
    void several_lines_are_one() {
      assertThat(
              client(
                  Fields.FORWARDED,
                  "Forwarded",
                  "for=198.51.100.66",
                  "Forwarded",
                  "for=192.0.2.1",
                  "Forwarded",
                  "for=10.0.0.2"))
          .isEqualTo("192.0.2.1:0");
    }

    @Test
    void without_the_field_the_proxy_is_the_client() {
      assertThat(client(Fields.FORWARDED, "Host", "a")).isEqualTo(ITSELF);
      assertThat(client(Fields.FORWARDED, "X-Forwarded-For", "192.0.2.1")).isEqualTo(ITSELF);
    }

    @Test
    void scheme_and_host_are_those_next_to_the_client() {
      Forwarding forwarding =
          of(
              Fields.FORWARDED,
              "Forwarded",
              "for=1.2.3.4;proto=gopher;host=evil,"
                  + " for=192.0.2.1;proto=HTTPS;host=\"example.com:444\","
                  + " for=10.0.0.2;proto=http;host=inner");
      assertThat(forwarding.client()).hasToString("/192.0.2.1:0");
      assertThat(forwarding.scheme()).contains("https");
      assertThat(forwarding.host()).contains("example.com:444");
    }

    @Test
    void a_proxy_that_says_nothing_leaves_it_to_the_next() {
      Forwarding forwarding =
          of(Fields.FORWARDED, "Forwarded", "for=192.0.2.1, for=10.0.0.2;proto=https;host=a");
      assertThat(forwarding.scheme()).contains("https");
      assertThat(forwarding.host()).contains("a");
    }

    /// The client has begun a string that would hide what the proxy adds.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "for=\", for=192.0.2.1",
          "for=198.51.100.66;x=\", for=192.0.2.1",
          "garbage, for=192.0.2.1",
          "for=198.51.100.66\\, for=192.0.2.1",
          "for=1.2.3.4;for=5.6.7.8",
          "for=192.0.2.1;proto=\"ht tp\"",
        })
    void a_malformed_field_is_not_guessed_at(String field) {
      assertThat(Forwarding.of(proxies(Fields.FORWARDED), PROXY, Headers.of("Forwarded", field)))
          .isEmpty();
    }
  }

  @Nested
  class In_the_others {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "192.0.2.1|192.0.2.1:0",
          "192.0.2.1:8080|192.0.2.1:8080",
          "2001:db8::1|[2001:db8:0:0:0:0:0:1]:0",
          "[2001:db8::1]|[2001:db8:0:0:0:0:0:1]:0",
          "[2001:db8::1]:99|[2001:db8:0:0:0:0:0:1]:99",
          "::ffff:192.0.2.1|192.0.2.1:0",
          "192.0.2.1,10.0.0.2|192.0.2.1:0",
          "192.0.2.1 ,\t fd00::1 , 10.0.0.2|192.0.2.1:0",
          "198.51.100.66, 192.0.2.1, 10.0.0.2|192.0.2.1:0",
          "10.0.0.9, 192.0.2.1|192.0.2.1:0",
          "10.0.0.9, 10.0.0.2|10.0.0.9:0",
          ",,192.0.2.1|192.0.2.1:0",
          "192.0.2.1,|" + ITSELF,
          "192.0.2.1, ,10.0.0.2|10.0.0.2:0",
          "\",192.0.2.1|192.0.2.1:0",
          "\"\\\",192.0.2.1|192.0.2.1:0",
          "unknown|" + ITSELF,
          "localhost|" + ITSELF,
          "192.0.2.1, garbage|" + ITSELF,
          "192.0.2.1, 010.0.0.2|" + ITSELF,
          "192.0.2.1, unknown, 10.0.0.2|10.0.0.2:0",
          "'<script>', 10.0.0.2|10.0.0.2:0",
        })
    void the_client_is_the_first_that_is_not_trusted(String field, String client) {
      assertThat(client(Fields.X_FORWARDED, "X-Forwarded-For", field)).isEqualTo(client);
    }

    @Test
    void several_lines_are_one() {
      assertThat(
              client(
                  Fields.X_FORWARDED,
                  "X-Forwarded-For",
                  "198.51.100.66",
                  "x-forwarded-for",
                  "192.0.2.1, 10.0.0.2"))
          .isEqualTo("192.0.2.1:0");
    }

    /// nginx passes on what the client has sent.
    @Test
    void Forwarded_does_not_count() {
      assertThat(
              client(
                  Fields.X_FORWARDED,
                  "Forwarded",
                  "for=198.51.100.66",
                  "X-Forwarded-For",
                  "192.0.2.1"))
          .isEqualTo("192.0.2.1:0");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "192.0.2.1|https|a|https|a",
          "192.0.2.1, 10.0.0.2|https|a|https|a",
          "192.0.2.1, 10.0.0.2|https, http|a, b|https|a",
          "66.66.66.66, 192.0.2.1|gopher, https|evil, a|https|a",
          "66.66.66.66, 192.0.2.1, 10.0.0.2|x, HTTPS, http|evil, a:1, b|https|a:1",
          "unknown|https|a|https|a",
          "''|x, https|evil, a|https|a",
        })
    void scheme_and_host_are_as_far_back_as_the_client(
        String clients, String schemes, String hosts, String scheme, String host) {
      Forwarding forwarding =
          of(
              Fields.X_FORWARDED,
              "X-Forwarded-For",
              clients,
              "X-Forwarded-Proto",
              schemes,
              "X-Forwarded-Host",
              hosts);
      assertThat(forwarding.scheme()).contains(scheme);
      assertThat(forwarding.host()).contains(host);
    }

    @Test
    void a_scheme_that_is_none_is_malformed() {
      assertThat(
              Forwarding.of(
                  proxies(Fields.X_FORWARDED),
                  PROXY,
                  Headers.of("X-Forwarded-For", "192.0.2.1", "X-Forwarded-Proto", "ht/tp")))
          .isEmpty();
    }
  }

  @Test
  void of_either_kind_Forwarded_counts_first() {
    assertThat(client(Fields.EITHER, "X-Forwarded-For", "192.0.2.1", "Forwarded", "for=192.0.2.2"))
        .isEqualTo("192.0.2.2:0");
    assertThat(client(Fields.EITHER, "X-Forwarded-For", "192.0.2.1")).isEqualTo("192.0.2.1:0");
  }

  @Test
  void a_unix_socket_may_be_trusted() {
    Proxies unix = Proxies.trusting(Fields.X_FORWARDED, "unix");
    SocketAddress peer = UnixDomainSocketAddress.of("");
    assertThat(unix.trusts(peer)).isTrue();
    assertThat(unix.trusts(PROXY)).isFalse();
    Headers fields = Headers.of("X-Forwarded-For", "192.0.2.1, 10.0.0.2");
    assertThat(Forwarding.of(unix, peer, fields).orElseThrow().client()).hasToString("/10.0.0.2:0");
  }

  @Test
  void a_long_chain_takes_no_long_time() {
    String chain = ", 10.0.0.2".repeat(100_000);
    assertThat(client(Fields.X_FORWARDED, "X-Forwarded-For", "192.0.2.1" + chain))
        .isEqualTo("192.0.2.1:0");
  }

  @Test
  void proxies_are_somewhere() {
    assertThatIllegalArgumentException().isThrownBy(() -> Proxies.trusting(Fields.EITHER));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Proxies.trusting(Fields.FORWARDED, "proxy.example"));
    assertThat(proxies(Fields.FORWARDED))
        .hasToString("Proxies[FORWARDED from [10.0.0.0/8, fd00::/8]]");
  }
}
