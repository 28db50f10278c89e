package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clients that speak HTTP/2 without TLS, by prior knowledge: curl, and those of nghttp2.
class Http2ClientsTest extends ClientTest {
  private final AtomicInteger requests = new AtomicInteger();
  private Path file;
  private String uri;

  @BeforeEach
  void start() throws IOException {
    file = fileOf(3_000_000);
    uri = serve(this::respond);
  }

  private Response respond(Request request) throws Exception {
    requests.incrementAndGet();
    return switch (request.path()) {
      case "/file" -> Response.file(file);
      case "/echo" -> Response.bytes(request.bytes());
      case "/digest" -> Response.text(digest(request.body()));
      case "/page" -> Response.text("page ".repeat(2_000)).withCompression(Compression.Use.ALWAYS);
      case "/early" -> Response.text("not read").withStatus(403);
      case "/hint" -> {
        request.inform(103, Headers.of("Link", "</a.css>; rel=preload"));
        yield Response.text("hinted");
      }
      default -> Response.text(request.version() + " " + request.method());
    };
  }

  private Program.Output curl(String... arguments) {
    List<String> all = new ArrayList<>(List.of("curl", "-sS", "--http2-prior-knowledge"));
    all.addAll(List.of(arguments));
    return Program.run(all.toArray(String[]::new));
  }

  @Test
  void curl_gets_pages_heads_and_hints() {
    assertThat(curl(uri).out()).isEqualTo("HTTP/2 GET");
    assertThat(curl("--head", uri).out())
        .startsWith("HTTP/2 200 \r\n")
        .contains("\r\ncontent-length: 11\r\n");
    assertThat(curl("-i", uri + "/hint").out())
        .startsWith("HTTP/2 103 \r\nlink: </a.css>; rel=preload\r\n")
        .endsWith("hinted");
  }

  @Test
  void curl_uploads_and_downloads() throws IOException {
    Path copy = directory.resolve("copy");
    assertThat(curl("-o", copy.toString(), uri + "/file").exit()).isZero();
    assertThat(digest(copy)).isEqualTo(digest(file));
    assertThat(curl("-T", file.toString(), uri + "/digest").out()).isEqualTo(digest(file));
    assertThat(curl("-d", "small", uri + "/echo").out()).isEqualTo("small");
    assertThat(
            curl("-r", "10-19", "-w", " %{http_code}", "-o", copy.toString(), uri + "/file").out())
        .isEqualTo(" 206");
    assertThat(Files.size(copy)).isEqualTo(10);
  }

  @Test
  void curl_gets_a_response_that_does_not_wait_for_its_upload() {
    assertThat(curl("--data-binary", "@" + file, "-w", " %{http_code}", uri + "/early").out())
        .isEqualTo("not read 403");
  }

  /// With TLS: without it this curl fails at any server when it is to ask for many at once.
  @Test
  void curl_gets_many_pages_at_once_over_one_connection() throws IOException {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Tls tls = Tls.pem(certificate.chain(), certificate.key());
    String secure =
        "https://localhost:" + closedAfter(Server.https(0, tls, this::respond)).port() + "/";
    List<String> command =
        new ArrayList<>(List.of("curl", "-sSk", "--http2", "-Z", "--no-progress-meter"));
    for (int i = 0; i < 50; i++) {
      command.add(secure + i);
    }
    assertThat(Program.run(command.toArray(String[]::new)).out())
        .isEqualTo("HTTP/2 GET".repeat(50));
  }

  @Test
  void curl_sends_many_pages_at_once_over_one_connection() throws IOException {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Tls tls = Tls.pem(certificate.chain(), certificate.key());
    String secure =
        "https://localhost:" + closedAfter(Server.https(0, tls, this::respond)).port() + "/digest";
    List<String> command =
        new ArrayList<>(List.of("curl", "-sSk", "--http2", "-Z", "--no-progress-meter"));
    for (int i = 0; i < 10; i++) {
      command.addAll(List.of("--data-binary", "@" + file, secure));
      command.add("--next");
      command.addAll(List.of("-sSk", "--http2"));
    }
    command.add(secure + "/other");
    assertThat(Program.run(command.toArray(String[]::new)).out()).contains(digest(file).repeat(10));
  }

  @Test
  void curl_asks_whether_its_content_is_wanted() {
    String[] asks = {"-H", "Expect: 100-continue", "--data-binary", "@" + file, "-i"};
    assertThat(curl(with(asks, uri + "/digest")).out()).startsWith("HTTP/2 100 ").endsWith(sum());
    assertThat(curl(with(asks, uri + "/early")).out()).startsWith("HTTP/2 403 ");
  }

  private static String[] with(String[] arguments, String last) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = last;
    return all;
  }

  @Test
  void curl_gets_compressed_pages_and_knows_what_it_has() throws IOException {
    assertThat(curl("--compressed", "-w", " %{size_download}", uri + "/page").out())
        .startsWith("page page ")
        .matches(text -> Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1)) < 1_000);
    Path tag = directory.resolve("tag");
    assertThat(curl("--etag-save", tag + "", "-o", "/dev/null", uri + "/file").exit()).isZero();
    assertThat(curl("--etag-compare", tag + "", "-w", "%{http_code}", uri + "/file").out())
        .isEqualTo("304");
  }

  @Test
  void curl_speaks_http_2_over_a_unix_socket() throws IOException {
    Path socket = directory.resolve("h2.sock");
    closedAfter(
        Server.builder().hosts("any").listen(Listener.unix(socket)).handler(this::respond).start());
    assertThat(curl("--unix-socket", socket.toString(), "http://any/").out())
        .isEqualTo("HTTP/2 GET");
  }

  @Test
  void curl_speaks_http_2_behind_a_proxy_header() throws IOException {
    Server server =
        closedAfter(
            Server.builder()
                .listen(Listener.on(0).withProxyProtocol("127.0.0.1"))
                .handler(request -> Response.text(request.version().toString()))
                .start());
    assertThat(curl("--haproxy-protocol", server.uri().toString()).out()).isEqualTo("HTTP/2");
  }

  @Test
  void nghttp_gets_pages_in_the_order_it_asks_for() {
    Program.Output output = Program.run("nghttp", "-nv", uri + "/file", uri + "/echo");
    assertThat(output.out())
        .contains(":status: 200")
        .doesNotContain(
            "send GOAWAY frame <length=8, flags=0x00, stream_id=0>\n"
                + "          (last_stream_id=0, error_code=PROTOCOL_ERROR");
    Program.Output upload =
        Program.run("nghttp", "--data=" + file, "-H:method: POST", uri + "/digest");
    assertThat(upload.out()).isEqualTo(sum());
  }

  private String sum() {
    try {
      return digest(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void h2load_gets_every_response() {
    Program.Output small = Program.run("h2load", "-n", "5000", "-c", "8", "-m", "32", uri);
    assertThat(small.out()).contains("5000 succeeded, 0 failed, 0 errored, 0 timeout");
    Program.Output large = Program.run("h2load", "-n", "100", "-c", "4", "-m", "8", uri + "/file");
    assertThat(large.out()).contains("100 succeeded, 0 failed, 0 errored, 0 timeout");
    Program.Output posts =
        Program.run(
            "h2load", "-n", "50", "-c", "4", "-m", "8", "-d", file.toString(), uri + "/digest");
    assertThat(posts.out()).contains("50 succeeded, 0 failed, 0 errored, 0 timeout");
    assertThat(requests).hasValue(5150);
  }
}
