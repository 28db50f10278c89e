package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import java.io.IOException;
import org.junit.jupiter.api.Test;
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

  @ParameterizedTest
  @CsvSource({"a.example, 421", "localhost, 200", "app.example:80, 200"})
  void tunnels_are_requests_for_a_host_as_well(String authority, int status) throws Exception {
    ServerOptions options = ServerOptions.defaults().withLoops(1).withHosts("app.example");
    TestClient client =
        h2(
            server(
                request -> {
                  request.upgrade("raw", Response.empty()).close();
                  return Response.handled();
                },
                options));
    client.headers(1, 0, TestClient.tunnel("raw", authority));
    assertThat(client.response(1).status()).isEqualTo(status);
  }

  @Test
  void a_stream_for_another_host_ends_alone() throws Exception {
    TestClient client = h2(bound());
    client.headers(1, 0, TestClient.POST).data(1, Frames.END_STREAM, "body");
    assertThat(client.response(1).status()).isEqualTo(421);
    client.get(3);
    assertThat(client.response(3).text()).contains("hosts(\"app.example\")");
    client.headers(5, Frames.END_STREAM, TestClient.but(TestClient.GET, ":authority", "localhost"));
    assertThat(client.response(5).status()).isEqualTo(200);
  }

  @Test
  void what_a_trusted_proxy_tells_has_to_be_allowed_too() throws Exception {
    ServerOptions options =
        ServerOptions.defaults()
            .withLoops(1)
            .withProxies(Proxies.trusting(Proxies.Fields.X_FORWARDED, "127.0.0.1"));
    TestClient client = h2(server(request -> Response.text("fine"), options));
    String[] local = TestClient.but(TestClient.GET, ":authority", "localhost");
    client.headers(1, Frames.END_STREAM, TestClient.with(local, "x-forwarded-host", "app.example"));
    assertThat(client.response(1).status()).isEqualTo(421);
    client.headers(3, Frames.END_STREAM, TestClient.with(local, "x-forwarded-host", "localhost"));
    assertThat(client.response(3).status()).isEqualTo(200);
  }
}
