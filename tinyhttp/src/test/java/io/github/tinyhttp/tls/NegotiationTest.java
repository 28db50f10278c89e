package io.github.tinyhttp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/// What a client and the server agree on.
class NegotiationTest extends SecureTest {
  private static final Handler SESSION =
      request -> {
        var session = request.tls().orElseThrow();
        return Response.text(
                session.serverName().orElse("-")
                    + " "
                    + session.applicationProtocol().orElse("-")
                    + " "
                    + session.peerCertificates().stream()
                        .map(one -> one.getSubjectX500Principal().getName())
                        .toList())
            .withConnectionClose();
      };

  /// Trusts anybody: for tests that look at whom they got.
  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private Server serve(Tls tls) throws IOException {
    return closedAfter(Server.https(0, tls, SESSION));
  }

  private static SSLContext context(TestCertificate own) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    if (own == null) {
      context.init(null, new TrustManager[] {new Trusting()}, null);
      return context;
    }
    Path file = directory.resolve("client.p12");
    TestCertificate.openssl(
        "pkcs12",
        "-export",
        "-in",
        own.chain().toString(),
        "-inkey",
        own.key().toString(),
        "-passout",
        "pass:changeit",
        "-out",
        file.toString());
    KeyStore store = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, "changeit".toCharArray());
    context.init(keys.getKeyManagers(), new TrustManager[] {new Trusting()}, null);
    return context;
  }

  private SSLSocket connect(Server server, SSLContext context, Consumer<SSLParameters> settings)
      throws IOException {
    var socket =
        (SSLSocket)
            closedAfter(
                context
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), server.port()));
    SSLParameters parameters = socket.getSSLParameters();
    settings.accept(parameters);
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static String ask(SSLSocket socket) throws IOException {
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
    String response = new String(socket.getInputStream().readAllBytes());
    return response.substring(response.indexOf("\r\n\r\n") + 4);
  }

  private static String shown(SSLSocket socket) throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  private static Consumer<SSLParameters> host(String name) {
    return parameters -> parameters.setServerNames(List.of(new SNIHostName(name)));
  }

  @Test
  void a_client_gets_the_certificate_of_the_host_it_asks_for() throws Exception {
    var one = TestCertificate.of(directory, "one", "DNS:one.example");
    var any = TestCertificate.of(directory, "any", "DNS:*.any.example");
    var rsa = TestCertificate.of(directory, "rsa", "DNS:rsa.example", "-newkey", "rsa:2048");
    Server server =
        serve(
            tls()
                .withAlso(Tls.pem(one.chain(), one.key()))
                .withAlso(Tls.pem(any.chain(), any.key()))
                .withAlso(Tls.pem(rsa.chain(), rsa.key())));
    SSLSocket socket = connect(server, context(null), host("ONE.example"));
    assertThat(shown(socket)).isEqualTo("CN=one");
    assertThat(ask(socket)).startsWith("ONE.example ");
    assertThat(shown(connect(server, context(null), host("b.any.example")))).isEqualTo("CN=any");
    assertThat(shown(connect(server, context(null), host("rsa.example")))).isEqualTo("CN=rsa");
    for (String unknown : List.of("c.b.any.example", "any.example", "two.example")) {
      assertThat(shown(connect(server, context(null), host(unknown)))).isEqualTo("CN=localhost");
    }
    assertThat(shown(connect(server, context(null), _ -> {}))).isEqualTo("CN=localhost");
  }

  @Test
  void http_1_1_is_agreed_on_where_it_is_offered() throws Exception {
    Server server = serve(tls());
    SSLContext context = context(null);

    assertThat(
            ask(
                connect(
                    server, context, p -> p.setApplicationProtocols(new String[] {"http/1.1"}))))
        .isEqualTo("- http/1.1 []");
    assertThat(ask(connect(server, context, _ -> {}))).isEqualTo("- - []");
  }

  /// RFC 7301 §3.2.
  @Test
  void a_client_that_speaks_nothing_we_do_gets_an_alert() throws Exception {
    SSLSocket socket =
        connect(
            serve(tls()),
            context(null),
            p -> p.setApplicationProtocols(new String[] {"h3", "spdy/3"}));

    assertThatThrownBy(socket::startHandshake).hasMessageContaining("no_application_protocol");
  }

  @Test
  void clients_say_who_they_are_where_they_have_to() throws Exception {
    var client = TestCertificate.of(directory, "client", "DNS:client.example");
    Server server = serve(tls().withClientCertificates(ClientCertificates.NEEDED, client.chain()));

    assertThat(ask(connect(server, context(client), _ -> {}))).isEqualTo("- - [CN=client]");
    assertThatThrownBy(() -> ask(connect(server, context(null), _ -> {})))
        .isInstanceOf(IOException.class);
    var stranger = TestCertificate.of(directory, "nobody", "DNS:nobody.example");
    assertThatThrownBy(() -> ask(connect(server, context(stranger), _ -> {})))
        .isInstanceOf(IOException.class);
  }

  @Test
  void clients_may_say_who_they_are() throws Exception {
    var client = TestCertificate.of(directory, "guest", "DNS:client.example");
    Server server = serve(tls().withClientCertificates(ClientCertificates.WANTED, client.chain()));

    assertThat(ask(connect(server, context(client), _ -> {}))).isEqualTo("- - [CN=guest]");
    assertThat(ask(connect(server, context(null), _ -> {}))).isEqualTo("- - []");
  }
}
