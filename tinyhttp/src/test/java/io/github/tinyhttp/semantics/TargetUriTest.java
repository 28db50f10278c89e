package io.github.tinyhttp.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.RequestWrapper;
import io.github.tinyhttp.exchange.Requests;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetUriTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "localhost / http://localhost/",
        "localhost:8000 /a%20b?c=d http://localhost:8000/a%20b?c=d",
        "[::1]:80 /a http://[::1]:80/a",
        "a_b /a http://a_b/a",
        "localhost /{a}|b?{c}&%zz http://localhost/%7Ba%7D%7Cb?%7Bc%7D&%25zz",
        "localhost //a http://localhost//a",
        "localhost http://example.com/a http://example.com/a",
        "localhost http://example.com?a http://example.com/?a",
        "[v1.a] / http://127.0.0.1/"
      })
  void is_made_of_host_and_target(String host, String target, String uri) {
    assertThat(Requests.get(target, "Host", host).uri()).hasToString(uri);
  }

  @Test
  void has_no_path_where_the_target_has_none() {
    assertThat(Requests.of("OPTIONS", "*", new byte[0]).uri()).hasToString("http://localhost");
    assertThat(Requests.of("CONNECT", "a:443", new byte[0]).uri()).hasToString("http://a:443");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 80, http://127.0.0.1/",
    "127.0.0.1, 8000, http://127.0.0.1:8000/",
    "::1, 8000, http://[0:0:0:0:0:0:0:1]:8000/",
    "fe80::1%1, 80, http://[fe80:0:0:0:0:0:0:1]/"
  })
  void has_the_address_of_the_server_for_a_client_that_names_no_host(
      String address, int port, String uri) {
    assertThat(TargetUri.of(to(new InetSocketAddress(address, port)))).hasToString(uri);
  }

  @Test
  void is_of_localhost_over_a_unix_socket_without_a_host() {
    assertThat(TargetUri.of(to(UnixDomainSocketAddress.of("/a.sock"))))
        .hasToString("http://localhost/");
  }

  private static RequestWrapper to(SocketAddress local) {
    return new RequestWrapper(Requests.get("/")) {
      @Override
      public Optional<String> host() {
        return Optional.empty(); // of a client of HTTP/1.0
      }

      @Override
      public SocketAddress localAddress() {
        return local;
      }
    };
  }
}
