package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What RFC 9110 and RFC 9112 ask of a connection that is secured.
class Rfc9112OverTlsTest extends SecureTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  private static final Handler TARGET =
      request ->
          Response.text(
              request.scheme() + " " + request.authority().orElse("-") + " " + request.rawPath());

  @ParameterizedTest
  @CsvSource({
    "/x,                   https a /x",
    "https://b/x,          https b /x",
    "HTTPS://b:8443/x?y,   https b:8443 /x",
    "https://b,            https b /",
    "https://[::1]:443?y,  https [::1]:443 /"
  })
  @Covers({"9110-4.2.3-2", "9112-3.2.2-5", "9112-3.2.2-6", "9112-3.3-1", "9112-3.3-2"})
  void an_https_target_in_absolute_form_is_accepted(String target, String seen) throws Exception {
    String head = " HTTP/1.1\r\nHost: a\r\n\r\n";
    secureClient(secure(TARGET)).send("GET " + target + head).expectResponse(200, seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://", "https:///p", "https://:443/", "https://u@a/", "https:/p"})
  @Covers({"9110-4.2.2-2", "9110-4.2.4-2"})
  void an_https_target_without_a_host_or_with_a_user_is_refused(String target) throws Exception {
    String head = " HTTP/1.1\r\nHost: a\r\n\r\n";
    secureClient(secure(TARGET)).send("GET " + target + head).expectResponse(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /stream HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHos",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ""
      })
  @Covers({"9112-9.7-1", "9112-9.8-5"})
  void whatever_ends_a_connection_it_is_a_closure_alert(String request) throws Exception {
    Handler handler =
        asked ->
            switch (asked.path()) {
              case "/large" -> Response.bytes(new byte[1 << 20]);
              case "/stream" -> Response.stream(out -> out.write(new byte[1 << 20]));
              default -> Response.text("ok");
            };
    var soon = Timeouts.defaults().withHead(SHORT).withIdle(SHORT);
    Server server = secure(handler, ServerOptions.defaults().withHosts("*").withTimeouts(soon));
    WireClient client = secureClient(server).send(request);
    String all = client.readToEnd(); // fails if there is no such alert
    assertThat(all.isEmpty()).isEqualTo(request.isEmpty());
  }

  @Test
  @Covers("9112-9.8-5")
  void a_server_that_stops_sends_closure_alerts() throws Exception {
    Server server = secure(TARGET);
    WireClient client = secureClient(server);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200);
    assertThat(server.shutdown(Duration.ofSeconds(60))).isTrue();
    client.expectClosed();
  }

  @Test
  @Covers("9112-9.8-4")
  void a_client_that_ends_without_a_closure_alert_is_let_go_in_order() throws Exception {
    Server server = secure(TARGET);
    try (var relay = new Relay(server.port(), 8192)) {
      WireClient client =
          closedAfter(WireClient.connectTls(relay.port(), certificate.clientContext()));
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200);
      relay.cut();
      client.expectClosed();
    }
  }

  @Test
  @Covers("9110-6.6.1-2")
  void a_client_that_speaks_plain_http_gets_a_whole_response() throws Exception {
    Server server = secure(TARGET);
    WireResponse response =
        client(server).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(400);
    assertThat(response.header("Date")).endsWith(" GMT");
    assertThat(response.announcesClose()).isTrue();
    assertThat(response.text()).contains("https://");
  }

  @Test
  @Covers("9110-9.3.2-1")
  void a_client_that_speaks_plain_http_gets_no_content_for_head() throws Exception {
    Server server = secure(TARGET);
    String all = client(server).send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readToEnd();
    assertThat(all).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n");
  }
}
