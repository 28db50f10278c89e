package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A listener that sends its clients to https.
class ToHttpsTest extends SocketTest {
  private Server redirecting(int port) throws IOException {
    return closedAfter(
        Server.builder()
            .listen(Listener.on(0).withRedirectToHttps(port))
            .options(options())
            .handler(request -> Response.text("the application has " + request.path()))
            .start());
  }

  @ParameterizedTest
  @CsvSource({
    "443, example.com, /, https://example.com/",
    "443, example.com:80, /a/b?c=d&e, https://example.com/a/b?c=d&e",
    "8443, example.com:8080, /a, https://example.com:8443/a",
    "443, [::1]:8080, /a, https://[::1]/a",
    "8443, [2001:db8::1], /a, https://[2001:db8::1]:8443/a",
    "443, 192.0.2.1, //evil.example/%2F, https://192.0.2.1//evil.example/%2F",
    "443, example.com, /a{b}|c?[d]=%zz^`, https://example.com/a%7Bb%7D%7Cc?%5Bd%5D=%25zz%5E%60",
    "443, example.com, http://other.example:80/a?b, https://other.example/a?b",
    "443, example.com, http://other.example?b, https://other.example/?b",
    "443, example.com, /@x:80/, https://example.com/@x:80/",
  })
  @Covers("9110-15.4.9-1")
  void a_client_is_sent_to_the_same_place(int port, String host, String target, String location)
      throws Exception {
    WireResponse response =
        client(redirecting(port))
            .send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
            .expectResponse(308);
    assertThat(response.header("Location")).isEqualTo(location);
  }

  @Test
  void a_body_is_not_waited_for() throws Exception {
    WireClient client = client(redirecting(443));
    client
        .send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
        .expectResponse(308);
    client
        .send("POST /b HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        .expectResponse(308);
  }

  @Test
  void what_a_certificate_authority_asks_for_gets_a_response_here() throws Exception {
    client(redirecting(443))
        .send("GET /.well-known/acme-challenge/token HTTP/1.1\r\nHost: a\r\n\r\n")
        .expectResponse(200, "the application has /.well-known/acme-challenge/token");
  }

  @Test
  @Covers("9110-4.2.2-1")
  void who_names_no_host_cannot_be_sent_anywhere() throws Exception {
    client(redirecting(443)).send("GET / HTTP/1.0\r\n\r\n").expectResponse(400);
    client(redirecting(443)).send("GET / HTTP/1.1\r\nHost:\r\n\r\n").expectResponse(400);
    client(redirecting(443)).send("GET / HTTP/1.1\r\nHost: [v1.a]\r\n\r\n").expectResponse(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {":80", ":", "u@a", "u:p@a:80"})
  @Covers({"9110-4.2.2-1", "9110-4.2.4-1"})
  void nobody_is_sent_to_a_port_without_a_host_or_as_a_user(String host) throws Exception {
    client(redirecting(443))
        .send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
        .expectResponse(400);
    client(redirecting(443))
        .send("GET http://" + host + "/ HTTP/1.1\r\nHost: a\r\n\r\n")
        .expectResponse(400);
  }

  @Test
  void a_host_that_is_none_is_not_repeated() throws Exception {
    WireResponse response =
        client(redirecting(443)).send("GET / HTTP/1.1\r\nHost: a/evil\r\n\r\n").expectResponse(400);
    assertThat(response.text()).doesNotContain("evil");
  }

  @Test
  void other_methods_stay_what_they_are() throws Exception {
    Server server = redirecting(443);
    client(server).send("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n").expectResponse(501);
    client(server).send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(204);
  }

  @Test
  void it_goes_with_the_https_beside_it(@TempDir Path directory) throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Server server =
        closedAfter(
            Server.builder()
                .listen(
                    Listener.on(0).withTls(Tls.pem(certificate.chain(), certificate.key())),
                    Listener.on(0).withRedirectToHttps(4443))
                .handler(request -> Response.text(request.scheme()))
                .start());
    closedAfter(WireClient.connectTls(server.port(), certificate.clientContext()))
        .send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expectResponse(200, "https");
    int plain = ((InetSocketAddress) server.addresses().getLast()).getPort();
    WireResponse redirect =
        closedAfter(WireClient.connect(plain))
            .send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .expectResponse(308);
    assertThat(redirect.header("Location")).isEqualTo("https://localhost:4443/");
    assertThat(server.uri().getScheme()).isEqualTo("https");
  }

  @Test
  void https_is_not_redirected(@TempDir Path directory) throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Tls tls = Tls.pem(certificate.chain(), certificate.key());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Listener.on(0).withTls(tls).withRedirectToHttps(443));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Listener.on(0).withRedirectToHttps(443).withTls(tls));
    assertThatIllegalArgumentException().isThrownBy(() -> Listener.on(0).withRedirectToHttps(0));
  }
}
