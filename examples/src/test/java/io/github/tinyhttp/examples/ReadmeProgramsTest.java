package io.github.tinyhttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testing.TestRequest;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.websocket.WebSocket;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The programs in README run as they are written there, and respond to what a reader would send
/// them. Only ports and the paths of the system are replaced.
@Timeout(120)
class ReadmeProgramsTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  private final Deque<Process> running = new ArrayDeque<>();

  @AfterEach
  void endPrograms() throws InterruptedException {
    for (Process process : running) {
      process.destroyForcibly().waitFor();
    }
  }

  /// The program in README that has this text.
  private static String program(String mark) throws IOException {
    List<String> found =
        JAVA.matcher(Files.readString(Path.of("..", "README.md")))
            .results()
            .map((MatchResult one) -> one.group(1))
            .filter(program -> program.contains(mark))
            .toList();
    assertThat(found).as(mark).hasSize(1);
    return found.getFirst();
  }

  /// A program that listens on port 8000, there on another one.
  private int start(String mark) throws Exception {
    int port = freePort();
    launch(program(mark).replace("8000", Integer.toString(port)));
    awaitListening(port);
    return port;
  }

  private Process launch(String source) throws Exception {
    Path file = Files.writeString(folder.resolve("Program.java"), source);
    var path = new StringJoiner(File.pathSeparator);
    for (Class<?> type :
        List.of(Server.class, WebSocket.class, TestRequest.class, WireClient.class)) {
      path.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-ea"));
    command.addAll(List.of("--module-path", path.toString(), "--add-modules"));
    command.add("io.github.tinyhttp,io.github.tinyhttp.websocket,io.github.tinyhttp.testing");
    command.add(file.toString());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    running.add(process);
    return process;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Waits for as long as the test may take: a busy machine compiles slowly.
  private void awaitListening(int port) throws InterruptedException {
    while (!isListening(port)) {
      Thread.sleep(20);
    }
  }

  private boolean isListening(int port) {
    assertThat(running.getLast().isAlive()).as(this::output).isTrue();
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /// Sends a request and reads its response.
  private static WireResponse ask(int port, String line, String fields, String body) {
    try (var client = WireClient.connect(port)) {
      return client.send(request(line, fields, body)).readResponse();
    }
  }

  private static WireResponse get(int port, String target) {
    return ask(port, "GET " + target, "", "");
  }

  private static String request(String line, String fields, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    String framing = length == 0 ? "" : "Content-Length: " + length + "\r\n";
    return line + " HTTP/1.1\r\nHost: localhost\r\n" + fields + framing + "\r\n" + body;
  }

  @Test
  void three_lines_greet() throws Exception {
    assertThat(get(start("Server.http(8000, Handler.get("), "/").text()).isEqualTo("hello world");
  }

  @Test
  void a_loop_receives() throws Exception {
    int port = start("incomingRequests()");
    assertThat(get(port, "/").text()).isEqualTo("hello world");
    assertThat(get(port, "/again").text()).isEqualTo("hello world");
  }

  @Test
  void a_handler_handles_all_that_it_lists() throws Exception {
    Files.writeString(folder.resolve("photo.jpg"), "no photo");
    int port = start("this::handle)\n      .start()");
    assertThat(get(port, "/").text()).isEqualTo("<h1>hello</h1>");
    assertThat(get(port, "/greet?name=J%C3%BCrgen+Smith").text()).isEqualTo("hello Jürgen Smith");
    assertThat(get(port, "/greet").text()).isEqualTo("hello stranger");
    assertThat(get(port, "/photo").text()).isEqualTo("no photo");
    assertThat(get(port, "/photo").header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(get(port, "/none").status()).isEqualTo(404);
    assertThat(get(port, "/none").text()).isEqualTo("nothing here\n");
    assertThat(get(port, "/upload").status()).isEqualTo(405);
    assertThat(ask(port, "PUT /upload", "", "12345").text()).isEqualTo("5 bytes");
    assertThat(folder.resolve("upload.bin")).hasContent("12345");
    try (var client = WireClient.connect(port)) {
      client.send(request("GET /ticks", "", "")).expectHead(200).expect("2\r\n0\n\r\n2\r\n1\n\r\n");
    }
  }

  @Test
  void the_test_succeeds() throws Exception {
    Process process = launch(program("TestRequest.get"));
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(this::output).isZero();
  }

  @Test
  void files_have_ranges_and_conditions() throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("public")).resolve("a.txt"), "a");
    Files.writeString(folder.resolve("talk.mp4"), "0123456789");
    int port = start("withPrecompressed()");
    assertThat(get(port, "/a.txt").text()).isEqualTo("a");
    assertThat(get(port, "/a.txt").header("Cache-Control")).isEqualTo("max-age=3600");
    assertThat(get(port, "/b.txt").status()).isEqualTo(404);
    WireResponse part = ask(port, "GET /talk", "Range: bytes=2-4\r\n", "");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("234");
    assertThat(ask(port, "GET /talk", "Range: bytes=20-\r\n", "").status()).isEqualTo(416);
    assertThat(get(port, "/report").text()).isEqualTo("[1, 2, 3]");
    assertThat(ask(port, "GET /report", "If-None-Match: \"v7\"\r\n", "").status()).isEqualTo(304);
  }

  @Test
  void filters_go_around_handlers() throws Exception {
    int port = start("Cors.of(");
    WireResponse shared = ask(port, "GET /notes", "Origin: https://app.example\r\n", "");
    assertThat(shared.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    assertThat(shared.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(get(port, "/account").status()).isEqualTo(401);
    String ada = "Authorization: Basic YWRhOmxvdmVsYWNl\r\n";
    assertThat(ask(port, "GET /account", ada, "").text()).isEqualTo("hello ada");
    assertThat(get(port, "/none").header("Content-Type")).isEqualTo("application/problem+json");
    String evil = "Origin: https://evil.example\r\n";
    assertThat(ask(port, "POST /notes", evil, "x").status()).isEqualTo(403);
  }

  @Test
  void a_form_is_thanked_for_by_name() throws Exception {
    int port = start("request.form()");
    String form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for (String name : List.of("John Smith", "J%C3%BCrgen+%22%2C%3B")) {
      WireResponse order = ask(port, "POST /order", form, "name=" + name);
      assertThat(order.status()).isEqualTo(303);
      assertThat(order.header("Location")).isEqualTo("/thanks");
      String cookie = order.header("Set-Cookie").replaceAll(";.*", "");
      WireResponse thanks = ask(port, "GET /thanks", "Cookie: " + cookie + "\r\n", "");
      String said = java.net.URLDecoder.decode(name, StandardCharsets.UTF_8);
      assertThat(thanks.text()).isEqualTo("thank you, " + said + "\n");
      assertThat(thanks.header("Content-Language")).isEqualTo("en");
    }
    assertThat(ask(port, "POST /order", form, "a=b").status()).isEqualTo(400);
    assertThat(get(port, "/thanks").text()).isEqualTo("thank you, stranger\n");
  }

  @Test
  void a_film_is_saved_and_news_are_sent() throws Exception {
    int port = start("request.form()");
    String type = "Content-Type: multipart/form-data; boundary=b\r\n";
    String part = "Content-Disposition: form-data; name=\"film\"; filename=\"film.mp4\"\r\n\r\n";
    String body = "--b\r\n" + part + "no film\r\n--b--\r\n";
    WireResponse film = ask(port, "POST /film", type, body);
    assertThat(film.status()).isEqualTo(201);
    assertThat(film.header("Location")).isEqualTo("/film.mp4");
    assertThat(folder.resolve("film.mp4")).hasContent("no film");
    try (var client = WireClient.connect(port)) {
      client.send(request("GET /news", "", "")).expectHead(200);
      int length = Integer.parseInt(client.readLine(), 16);
      assertThat(client.readOctets(length)).contains("number 0");
    }
    assertThat(get(port, "/else").status()).isEqualTo(404);
  }

  @Test
  void https_redirects_and_listens_on_a_socket_file() throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(folder);
    Files.copy(certificate.chain(), folder.resolve("chain.pem"));
    Files.copy(certificate.key(), folder.resolve("key.pem"));
    int https = freePort();
    int http = freePort();
    launch(
        program("withRedirectToHttps")
            .replace("0.0.0.0:443", "127.0.0.1:" + https)
            .replace("withRedirectToHttps(443)", "withRedirectToHttps(" + https + ")")
            .replace("0.0.0.0:80", "127.0.0.1:" + http)
            .replace("10.0.0.7:8000", "127.0.0.1:0")
            .replace("/run/notes/http.sock", folder.resolve("http.sock").toString()));
    awaitListening(http);
    assertThat(get(http, "/who").status()).isEqualTo(308);
    try (var client = WireClient.connectTls(https, certificate.clientContext())) {
      WireResponse who = client.send(request("GET /who", "", "")).expectResponse(200);
      assertThat(who.text()).startsWith("/127.0.0.1:").endsWith(" by https\n");
      client.send(request("GET /none", "", "")).expectResponse(404);
    }
    assertThat(folder.resolve("http.sock")).exists();
  }
}
