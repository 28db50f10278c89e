package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Browser;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The JDK's own client and a browser against HTTPS. Both speak HTTP/2 there.
class HttpsTest extends ClientTest {
  private static final String PAGE =
      """
      <!doctype html>
      <title>waiting</title>
      <body><script>
        const show = async () => {
          const body = new Uint8Array(3000000).fill(7);
          const upload = await (await fetch('/count', {method: 'POST', body})).text();
          const download = await (await fetch('/file')).arrayBuffer();
          const protocol = performance.getEntriesByType('navigation')[0].nextHopProtocol;
          document.title = [isSecureContext, protocol, upload, download.byteLength].join(' ');
        };
        show().catch(e => document.title = e);
      </script>
      """;

  /// The clients' ends, one for each connection.
  private final Set<Object> connections = ConcurrentHashMap.newKeySet();

  private TestCertificate certificate;
  private Path file;
  private String uri;

  @BeforeEach
  void start() throws Exception {
    certificate = TestCertificate.forLocalhost(directory);
    file = fileOf(5_000_000);
    Tls tls = Tls.pem(certificate.chain(), certificate.key());
    uri = "https://localhost:" + closedAfter(Server.https(0, tls, this::respond)).port();
  }

  private Response respond(Request request) throws Exception {
    connections.add(request.remoteAddress());
    return switch (request.path()) {
      case "/" -> Response.html(PAGE);
      case "/file" -> Response.file(file);
      case "/digest" -> Response.text(digest(request.body()));
      case "/count" -> Response.text(Integer.toString(request.body().readAllBytes().length));
      default -> Response.text(request.path() + " " + request.tls().orElseThrow().protocol());
    };
  }

  private HttpClient client(String... protocols) {
    var builder = HttpClient.newBuilder().sslContext(certificate.clientContext());
    var parameters = certificate.clientContext().getDefaultSSLParameters();
    parameters.setProtocols(protocols);
    return closedAfter(builder.sslParameters(parameters).build());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(uri + path)).timeout(Duration.ofSeconds(60));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void the_jdks_client_keeps_its_connection_in_http_2(String version) throws Exception {
    HttpClient client = client(version);
    for (String path : List.of("/a", "/b", "/c")) {
      HttpResponse<String> response = client.send(to(path).build(), BodyHandlers.ofString());
      assertThat(response.body()).isEqualTo(path + " " + version);
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
    assertThat(connections).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void the_jdks_client_uploads_and_downloads(String version) throws Exception {
    HttpClient client = client(version);
    Path copy = directory.resolve("copy");
    for (boolean asks : new boolean[] {false, true}) {
      HttpRequest upload =
          to("/digest").expectContinue(asks).POST(BodyPublishers.ofFile(file)).build();
      assertThat(client.send(upload, BodyHandlers.ofString()).body()).isEqualTo(digest(file));
    }
    client.send(to("/file").build(), BodyHandlers.ofFile(copy));

    assertThat(digest(copy)).isEqualTo(digest(file));
    assertThat(connections).hasSize(1);
  }

  @Test
  void the_jdks_client_asks_for_many_pages_at_once() {
    HttpClient client = client("TLSv1.3");
    List<CompletableFuture<String>> responses =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    client
                        .sendAsync(to("/" + i).build(), BodyHandlers.ofString())
                        .thenApply(HttpResponse::body))
            .toList();
    for (int i = 0; i < responses.size(); i++) {
      assertThat(responses.get(i).join()).isEqualTo("/" + i + " TLSv1.3");
    }
  }

  /// It trusts the one key, and nothing else that is wrong.
  @Test
  void a_browser_finds_a_secure_context_and_uploads_and_downloads() throws Exception {
    byte[] key = certificate.certificate().getPublicKey().getEncoded();
    String trusted =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
    try (var browser =
        new Browser(
            directory.resolve("profile"), "--ignore-certificate-errors-spki-list=" + trusted)) {
      browser.open(uri + "/");
      assertThat(browser.awaitTitleOtherThan("waiting")).isEqualTo("true h2 3000000 5000000");
    }
  }
}
