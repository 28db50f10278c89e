package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.ProxyHeader;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server with listeners of many kinds, each behind a HAProxy that speaks as it does in earnest.
///
/// A test says to HAProxy by the PROXY protocol who the client is, and HAProxy says it on.
class HaproxyListenersTest extends ClientTest {
  private static final String CLIENT = "PROXY TCP4 192.0.2.7 198.51.100.2 56324 443\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
  private static final String SEEN = "/192.0.2.7:56324 /198.51.100.2:443 http";

  private final BlockingQueue<Request> health = new LinkedBlockingQueue<>();
  private TestCertificate certificate;

  @BeforeEach
  void start() throws IOException {
    certificate = TestCertificate.forLocalhost(directory);
    Files.write(
        directory.resolve("both.pem"),
        (Files.readString(certificate.chain()) + Files.readString(certificate.key()))
            .getBytes(StandardCharsets.US_ASCII));
    Path unix = directory.resolve("server.sock");
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .listen(
                    Listener.on(0).withProxyProtocol("127.0.0.1"),
                    Listener.on(0)
                        .withProxyProtocol("127.0.0.1")
                        .withTls(Tls.pem(certificate.chain(), certificate.key())),
                    Listener.unix(unix).withProxyProtocol("unix"),
                    Listener.on(0))
                .proxies(Proxies.trusting(Proxies.Fields.X_FORWARDED, "127.0.0.1"))
                .handler(this::handle)
                .start());
    startProxy(
        unix,
        port(server.addresses().getFirst()),
        port(server.addresses().get(1)),
        port(server.addresses().getLast()));
  }

  private static int port(SocketAddress address) {
    return ((InetSocketAddress) address).getPort();
  }

  private Response handle(Request request) {
    return switch (request.path()) {
      case "/health" -> {
        health.add(request);
        yield Response.empty();
      }
      case "/tls" -> Response.text(told(request.proxyHeader().orElseThrow()));
      case "/client" ->
          Response.text(
              request.clientAddress()
                  + " "
                  + request.scheme()
                  + " "
                  + request.host().orElseThrow());
      default ->
          Response.text(
              request.remoteAddress() + " " + request.localAddress() + " " + request.scheme());
    };
  }

  private static String told(ProxyHeader header) {
    ProxyHeader.Tls tls = header.tls().orElseThrow();
    return String.join(
        " ",
        tls.version().orElse("?"),
        tls.cipher().orElse("?"),
        tls.commonName().orElse("?"),
        Boolean.toString(tls.certified()),
        header.authority().orElse("?"),
        header.uniqueId().map(id -> new String(id, StandardCharsets.US_ASCII)).orElse("?"));
  }

  private void startProxy(Path unix, int plain, int tls, int fields) throws IOException {
    Path pid = directory.resolve("haproxy.pid");
    Path configuration =
        file(
            "haproxy.cfg",
            """
            global
              daemon
              pidfile %1$s/haproxy.pid
              maxconn 100
            defaults
              mode http
              unique-id-format id-7
              timeout connect 60s
              timeout client 60s
              timeout server 60s
            listen v1
              bind unix@%1$s/v1 accept-proxy
              server one 127.0.0.1:%3$d send-proxy
            listen v2
              bind unix@%1$s/v2 accept-proxy
              server one 127.0.0.1:%3$d send-proxy-v2
            listen crc
              bind unix@%1$s/crc accept-proxy
              server one 127.0.0.1:%3$d send-proxy-v2 proxy-v2-options crc32c,unique-id
            listen over-tls
              bind unix@%1$s/over-tls accept-proxy
              server one 127.0.0.1:%4$d send-proxy-v2 ssl verify none
            listen over-unix
              bind unix@%1$s/over-unix accept-proxy
              server one unix@%2$s send-proxy-v2
            listen bytes
              mode tcp
              bind unix@%1$s/bytes accept-proxy
              server one 127.0.0.1:%4$d send-proxy-v2
            listen tells-of-tls
              bind unix@%1$s/tells-of-tls ssl crt %1$s/both.pem ca-file %1$s/localhost.pem verify optional
              # of a client without address HAProxy tells nothing
              http-request set-src hdr(Client)
              http-request set-dst hdr(Client)
              server one 127.0.0.1:%3$d send-proxy-v2-ssl-cn \
            proxy-v2-options ssl,cert-cn,ssl-cipher,authority,unique-id,crc32c
            listen checked
              bind unix@%1$s/checked
              option httpchk GET /health HTTP/1.1
              http-check send hdr Host health
              server one 127.0.0.1:%3$d send-proxy-v2 check inter 100
            listen fields
              bind unix@%1$s/fields accept-proxy
              option forwardfor
              http-request set-header X-Forwarded-Proto https
              http-request set-header X-Forwarded-Host %%[req.hdr(host)]
              http-request set-header Host inner
              server one 127.0.0.1:%5$d
            """
                .formatted(directory, unix, plain, tls, fields));
    Program.run("haproxy", "-f", configuration.toString());
    endedAfter(pid);
  }

  private WireClient connect(String frontend) {
    return closedAfter(
        WireClient.connect(
            UnixDomainSocketAddress.of(directory.resolve(frontend)), Duration.ofSeconds(20)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2", "crc", "over-unix"})
  void the_client_is_told(String frontend) {
    WireClient client = connect(frontend).send(CLIENT).send(GET);
    client.expectResponse(200, SEEN);
    client.send(GET).expectResponse(200, SEEN);
  }

  @Test
  void the_client_is_told_before_tls() {
    connect("over-tls").send(CLIENT).send(GET).expectResponse(200, SEEN + "s");
  }

  /// TLS from the client to the server, through a proxy that only forwards bytes.
  @Test
  void the_client_is_told_before_its_own_tls() {
    assertThat(
            Program.run(
                    "curl",
                    "-q",
                    "-sS",
                    "--haproxy-protocol",
                    "--unix-socket",
                    directory.resolve("bytes").toString(),
                    "--cacert",
                    certificate.chain().toString(),
                    "https://localhost/")
                .out())
        .endsWith(" https");
  }

  @Test
  void the_tls_with_the_proxy_is_told() {
    String[] curl = {
      "curl",
      "-q",
      "-sS",
      "--unix-socket",
      directory.resolve("tells-of-tls").toString(),
      "--cacert",
      certificate.chain().toString(),
      "--tlsv1.3",
      "-H",
      "Client: 192.0.2.7",
      "https://localhost/tls",
      "--cert",
      certificate.chain().toString(),
      "--key",
      certificate.key().toString()
    };
    assertThat(Program.run(curl).out()).matches("TLSv1\\.3 TLS_\\w+ localhost true localhost id-7");
    assertThat(Program.run(java.util.Arrays.copyOf(curl, curl.length - 4)).out())
        .matches("TLSv1\\.3 TLS_\\w+ \\? false localhost id-7");
  }

  @Test
  void a_health_check_comes_from_the_proxy_itself() throws Exception {
    for (int i = 0; i < 3; i++) {
      Request check = health.poll(20, TimeUnit.SECONDS);
      assertThat(check).isNotNull();
      assertThat(check.remoteAddress().toString()).startsWith("/127.0.0.1:");
      assertThat(check.proxyHeader().orElseThrow().source()).isEmpty();
    }
    connect("checked").send(GET).expectResponse(200);
  }

  @Test
  void header_fields_tell_of_the_client() {
    connect("fields")
        .send(CLIENT)
        .send("GET /client HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n")
        .expectResponse(200, "/192.0.2.7:0 https a.example");
  }

  /// HAProxy of this version passes `Forwarded` on, as does nginx.
  @Test
  void a_field_that_the_client_made_up_does_not_count() {
    connect("fields")
        .send(CLIENT)
        .send("GET /client HTTP/1.1\r\nHost: a.example\r\nForwarded: for=6.6.6.6\r\n\r\n")
        .expectResponse(200, "/192.0.2.7:0 https a.example");
  }
}
