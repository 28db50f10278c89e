package io.github.tinyhttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ExamplesTest {
  @Test
  void hello_world_greets() throws IOException {
    try (var example = RunningExample.of(HelloWorld.class);
        var client = example.connect()) {
      get(client, "/some?thing").expectResponse(200, "hello world\n");
      assertThat(example.readLine()).isEqualTo("GET /some?thing [Host: localhost]");
      get(client, "/").expectResponse(200, "hello world\n");
      client.sendLines("FOOBAR / HTTP/1.1\nHost: localhost\n\n").expectResponse(501);
    }
  }

  @Test
  void a_source_file_runs_without_being_compiled() throws IOException {
    try (var example = RunningExample.of(Path.of("scripts", "Hello.java"));
        var client = example.connect()) {
      get(client, "/").expectResponse(200, "hello world\n");
    }
  }

  @Test
  void https_greets_over_tls(@TempDir Path directory) throws IOException {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    try (var example =
            RunningExample.of(
                Https.class, "-Dchain=" + certificate.chain(), "-Dkey=" + certificate.key());
        var client = WireClient.connectTls(example.uri().getPort(), certificate.clientContext())) {
      assertThat(example.uri().getScheme()).isEqualTo("https");
      get(client, "/").expectResponse(200, "hello over TLSv1.3\n");
    }
  }

  @Test
  void hello_handler_looks_at_the_path() throws IOException {
    try (var example = RunningExample.of(HelloHandler.class);
        var client = example.connect()) {
      get(client, "/").expectResponse(200, "<h1>hello</h1>\n");
      get(client, "/greet?name=J%C3%BCrgen").expectResponse(200, "hello Jürgen\n");
      assertThat(get(client, "/old").expectResponse(303).header("Location")).isEqualTo("/");
      get(client, "/other").expectResponse(404);
    }
  }

  @Test
  void compressed_compresses_all_responses_without_secrets() throws IOException {
    try (var example = RunningExample.of(Compressed.class);
        var client = example.connect()) {
      String ask = " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n";
      client.send("GET /squares" + ask);
      var squares = client.expectResponse(200);
      assertThat(squares.header("Content-Encoding")).isEqualTo("gzip");
      var gunzip = new GZIPInputStream(new ByteArrayInputStream(squares.body()));
      byte[] content = gunzip.readAllBytes();
      assertThat(content).asString().startsWith("0 0\n1 1\n2 4\n").endsWith("999 998001\n");
      client.send("GET /account?q=token" + ask);
      assertThat(client.expectResponse(200).has("Content-Encoding")).isFalse();
      client.send(
          "POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: "
              + squares.body().length
              + "\r\n\r\n");
      client.send(squares.body()).expectResponse(200, content.length + "\n");
    }
  }

  @Test
  void receiving_threads_share_the_requests() throws IOException {
    try (var example = RunningExample.of(ReceivingThreads.class);
        var client = example.connect()) {
      for (int i = 0; i < 20; i++) {
        assertThat(get(client, "/").expectResponse(200).text()).startsWith("handled by pool-");
      }
    }
  }

  @Test
  void echo_bodies_sends_bodies_back() throws IOException {
    try (var example = RunningExample.of(EchoBodies.class);
        var client = example.connect()) {
      send(client, "POST /json", "Content-Type: application/json", "{\"a\": 1}")
          .expectResponse(200, "{\"a\": 1}");
      send(client, "POST /text", "Content-Type: text/plain; charset=utf-8", "text")
          .expectResponse(200, "text");
      send(client, "POST /text", "Content-Type: application/json", "{}")
          .expectResponse(415, "the content must be text/plain\n");
      send(client, "POST /text", "Content-Type: text/plain", "x".repeat(100_001))
          .expectResponse(413);
    }
  }

  @Test
  void serve_directory_serves_files_of_its_directory_only(@TempDir Path directory)
      throws IOException {
    Path root = Files.createDirectory(directory.resolve("root"));
    Files.createDirectory(root.resolve("sub"));
    Files.writeString(root.resolve("page.html"), "<p>page");
    Files.writeString(root.resolve(".hidden"), "secret");
    Files.writeString(directory.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret"));
    try (var example = RunningExample.of(ServeDirectory.class, "-Droot=" + root);
        var client = example.connect()) {
      WireResponse page = get(client, "/page.html").expectResponse(200, "<p>page");
      assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
      assertThat(get(client, "/").expectResponse(200).text())
          .contains("<a href=\"page.html\">page.html</a>", "<a href=\"sub/\">sub/</a>")
          .doesNotContain("hidden", "link");
      assertThat(get(client, "/sub").expectResponse(301).header("Location")).isEqualTo("sub/");
      for (String path :
          new String[] {
            "/none",
            "/../secret",
            "/%2e%2e/secret",
            "/..%2Fsecret",
            "//etc/passwd",
            "/link",
            "/.hidden",
            "/page.html/x",
            "/a%00b"
          }) {
        get(client, path).expectResponse(404);
      }
    }
  }

  @Test
  void ticks_arrive_as_they_are_written() throws IOException {
    try (var example = RunningExample.of(Ticks.class);
        var client = example.connect()) {
      get(client, "/");
      client.expectHead(200);
      assertThat(client.readLine()).as("size of the first chunk").isNotEqualTo("0");
      client.expect("data: ");
    }
  }

  @Test
  void events_reach_all_clients_and_missed_events_are_repeated() throws IOException {
    try (var example = RunningExample.of(Events.class);
        var first = example.connect();
        var second = example.connect();
        var speaker = example.connect()) {
      get(speaker, "/").expectResponse(200);
      listen(first, "");
      say(speaker, "hello");
      assertThat(event(first)).isEqualTo("id: 1, data: hello");
      say(speaker, "two\r\nlines");
      assertThat(event(first)).isEqualTo("id: 2, data: two, data: lines");
      listen(second, "Last-Event-ID: 1\r\n");
      assertThat(event(second)).isEqualTo("id: 2, data: two, data: lines");
      say(speaker, "both");
      assertThat(event(first)).isEqualTo("id: 3, data: both");
      assertThat(event(second)).isEqualTo("id: 3, data: both");
      speaker.send("GET /say HTTP/1.1\r\nHost: localhost\r\n\r\n").expectResponse(405);
    }
  }

  private static void listen(WireClient client, String fields) {
    client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
    client.expectHead(200);
  }

  private static void say(WireClient client, String line) {
    client.send(
        "POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(line.length(), line));
    client.expectResponse(204);
  }

  /// Reads the next chunk, which has one event.
  private static String event(WireClient client) {
    String chunk = client.readOctets(Integer.parseInt(client.readLine(), 16));
    client.expect("\r\n");
    assertThat(chunk).endsWith("\n\n");
    return String.join(", ", chunk.strip().split("\n"));
  }

  @Test
  void upload_to_file_accepts_any_size() throws IOException {
    try (var example = RunningExample.of(UploadToFile.class);
        var client = example.connect()) {
      send(client, "PUT /", "Expect: 100-continue", "");
      client.expectResponse(201, "0 bytes\n");
      client.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n\r\n");
      client.send(new byte[10_000_000]);
      client.expectResponse(201, "10000000 bytes\n");
      client.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n");
      client.expectResponse(413);
    }
  }

  /// The example runs with a heap of 64 MiB.
  @Test
  @Tag("deep")
  @Timeout(600)
  void upload_to_file_accepts_10_gib(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("sparse");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(10L << 30);
    }
    try (var example = RunningExample.of(UploadToFile.class)) {
      Process curl =
          new ProcessBuilder("curl", "-qsS", "-T", file.toString(), example.uri().toString())
              .redirectErrorStream(true)
              .start();
      assertThat(curl.inputReader().readAllAsString()).isEqualTo("10737418240 bytes\n");
      assertThat(curl.waitFor()).isZero();
    }
  }

  @Test
  void upload_form_stores_files_and_shows_their_names() throws IOException {
    try (var example = RunningExample.of(UploadForm.class);
        var client = example.connect()) {
      assertThat(get(client, "/").expectResponse(200).text()).contains("multipart/form-data");
      String parts =
          """
          --b
          Content-Disposition: form-data; name="title"

          holidays
          --b
          Content-Disposition: form-data; name="photo"; filename="../a.jpg"
          Content-Type: image/jpeg

          12345
          --b
          Content-Disposition: form-data; name="photo"; filename="b.jpg"

          1
          --b--
          """
              .replace("\n", "\r\n");
      send(client, "POST /", "Content-Type: multipart/form-data; boundary=b", parts);
      client.expectResponse(200, "holidays\na.jpg: 5 bytes\nb.jpg: 1 bytes\n");
      send(client, "POST /", "Content-Type: application/x-www-form-urlencoded", "title=none");
      client.expectResponse(200, "none\n");
      send(client, "POST /", "Content-Type: text/plain", "title=none").expectResponse(415);
    }
  }

  @Test
  void visits_are_counted_by_a_cookie() throws IOException {
    try (var example = RunningExample.of(Visits.class);
        var client = example.connect()) {
      String set = get(client, "/").expectResponse(200, "visit number 1\n").header("Set-Cookie");
      assertThat(set)
          .matches(
              "__Host-visitor=[0-9a-f-]{36}; Path=/; Secure; HttpOnly; SameSite=Lax;"
                  + " Max-Age=2592000");
      String cookie = "Cookie: other=1; " + set.substring(0, set.indexOf(';'));
      send(client, "GET /", cookie, "").expectResponse(200, "visit number 2\n");
      send(client, "GET /", cookie + "\r\nAccept-Language: de-AT, en;q=0.5", "")
          .expectResponse(200, "Besuch Nummer 3\n");
      send(client, "GET /", "Cookie: __Host-visitor=x", "").expectResponse(200, "visit number 1\n");
      assertThat(send(client, "GET /forget", cookie, "").expectResponse(303).header("Set-Cookie"))
          .contains("; Expires=Thu, 01 Jan 1970");
      send(client, "GET /", cookie, "").expectResponse(200, "visit number 1\n");
    }
  }

  @Test
  void a_shell_script_writes_the_response() throws IOException {
    try (var example = RunningExample.of(ShellScript.class);
        var client = example.connect()) {
      for (int i = 0; i < 2; i++) { // the connection goes on
        WireResponse response =
            send(client, "POST /?a=b", "X: y", "some content")
                .expectResponse(202, "method POST, query a=b, content some content");
        assertThat(response.header("Content-Type")).isEqualTo("text/plain");
      }
    }
  }

  @Test
  void early_hints_come_before_the_page() throws IOException {
    try (var example = RunningExample.of(EarlyHints.class);
        var client = example.connect()) {
      get(client, "/");
      assertThat(client.expectInterim(103).header("Link")).startsWith("</style.css>");
      assertThat(client.expectResponse(200).text()).contains("at last");
    }
  }

  @Test
  void a_checksum_follows_the_content() throws Exception {
    String numbers =
        IntStream.rangeClosed(1, 1000).mapToObj(i -> i + "\n").collect(Collectors.joining());
    var digest =
        MessageDigest.getInstance("SHA-256").digest(numbers.getBytes(StandardCharsets.UTF_8));
    try (var example = RunningExample.of(Checksum.class);
        var client = example.connect()) {
      send(client, "GET /", "TE: trailers\r\nConnection: TE", "");
      WireResponse response = client.expectResponse(200, numbers);
      assertThat(response.trailers().toString()).contains(HexFormat.of().formatHex(digest));
      assertThat(get(client, "/").expectResponse(200, numbers).trailers()).isEmpty();
    }
  }

  @Test
  void upgrade_echo_echoes_all_bytes() throws IOException {
    try (var example = RunningExample.of(UpgradeEcho.class);
        var client = example.connect()) {
      get(client, "/").expectResponse(426);
      send(client, "GET /", "Connection: Upgrade\r\nUpgrade: echo", "").expectInterim(101);
      client.send("to and").expect("to and").send(" fro").expect(" fro");
    }
  }

  @Test
  void a_graceful_stop_loses_no_response() throws Exception {
    try (var example = RunningExample.of(GracefulStop.class);
        var client = example.connect()) {
      get(client, "/");
      assertThat(example.readLine()).startsWith("begun GET /");
      example.terminate();
      WireResponse response = client.expectResponse(200, "done\n");
      assertThat(response.header("Connection")).isEqualTo("close");
      client.halfClose(); // the server would wait for that
      assertThat(example.readLine()).isEqualTo("stopping");
      assertThat(example.readLine()).isEqualTo("all responses sent");
      example.awaitEnd();
    }
  }

  @Test
  void a_balancer_learns_that_a_server_stops_while_it_still_serves() throws Exception {
    try (var example = RunningExample.of(GracefulStop.class, "-Ddelay=3");
        var client = example.connect()) {
      get(client, "/ready").expectResponse(200, "ready\n");
      example.terminate();
      assertThat(example.readLine()).isEqualTo("stopping");
      get(client, "/ready").expectResponse(503, "stopping\n");
      get(client, "/").expectResponse(200, "done\n"); // a client that the balancer still sends
      client.halfClose();
      assertThat(example.readLine()).startsWith("begun GET /");
      assertThat(example.readLine()).isEqualTo("all responses sent");
      example.awaitEnd();
    }
  }

  @Test
  void notes_are_stored() throws IOException {
    try (var example = RunningExample.of(Notes.class);
        var client = example.connect()) {
      send(client, "PUT /a", "X: y", "a note").expectResponse(201);
      get(client, "/a").expectResponse(200, "a note");
    }
  }

  @Test
  void shared_page_loses_no_update() throws IOException {
    try (var example = RunningExample.of(SharedPage.class);
        var client = example.connect()) {
      assertThat(get(client, "/").expectResponse(200).header("ETag")).isEqualTo("\"0\"");
      send(client, "PUT /", "If-Match: \"0\"", "first").expectResponse("PUT", 204);
      send(client, "PUT /", "If-Match: \"0\"", "second").expectResponse("PUT", 412);
      send(client, "PUT /", "Accept: */*", "third").expectResponse("PUT", 428);
      get(client, "/").expectResponse(200, "first");
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"1\"\r\n\r\n");
      client.expectResponse(304);
    }
  }

  private static WireClient get(WireClient client, String target) {
    return client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  private static WireClient send(WireClient client, String begin, String fields, String body) {
    return client.send(
        "%s HTTP/1.1\r\nHost: localhost\r\n%s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(begin, fields, body.length(), body));
  }
}
