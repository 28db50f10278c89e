package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which hosts requests may be for over HTTP/2.
class AllowedAuthorityTest extends Http2Test {
  private Server bound(String... hosts) throws IOException {
    ServerOptions options = ServerOptions.defaults().withLoops(1);
    return server(
        request -> Response.text("fine"), hosts.length == 0 ? options : options.withHosts(hosts));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "localhost.:80, 200",
    "a.LOCALHOST, 200",
    "127.0.0.1:8080, 200",
    "[::1], 200",
    "app.example, 421",
    "localhost.example, 421"
  })
  void a_server_on_loopback_serves_local_authorities(String authority, int status)
      throws Exception {
    TestClient client = h2(bound());
    client.headers(
        1,
        Frames.END_STREAM,
        ":method",
        "GET",
        ":scheme",
        "http",
        ":path",
        "/",
        ":authority",
        authority);
    assertThat(client.response(1).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"app.example, 200", "b.example, 421", "localhost, 200"})
  void names_that_are_allowed_pass(String authority, int status) throws Exception {
    TestClient client = h2(bound("app.example"));
    client.headers(
        1, Frames.END_STREAM, ":method", "GET", ":scheme", "http", ":path", "/", "host", authority);
    assertThat(client.response(1).status()).isEqualTo(status);
  }
}
