package io.github.tinyhttp.accesslog;

import static io.github.tinyhttp.testkit.Wire.get;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines of the access log, and what becomes of its file.
class AccessLogTest extends SocketTest {
  @TempDir private Path directory;

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private AccessLog collecting() {
    return AccessLog.to(lines::add);
  }

  private Server logged(AccessLog log) throws IOException {
    return logged(log, options());
  }

  private Server logged(AccessLog log, ServerOptions options) throws IOException {
    return server(
        request ->
            request.path().equals("/missing")
                ? Response.status(404)
                : Response.text("fine").withHeader("X-Made", "by \"us\""),
        options.withAccessLog(log));
  }

  private String line() {
    return lines(1).getFirst();
  }

  private List<String> lines(int count) {
    Await.until("the lines are there", () -> lines.size() >= count);
    return lines;
  }

  // ---- formats

  @Test
  void a_line_is_combined() throws IOException {
    client(logged(collecting()))
        .send(
            "GET /a?b=c HTTP/1.1\r\nHost: a\r\nReferer: http://b/c\r\nUser-Agent: me/1\r\n"
                + "Authorization: Basic YWxpY2U6c2VjcmV0\r\n\r\n")
        .expectResponse(200, "fine");
    assertThat(line())
        .matches(
            "127\\.0\\.0\\.1 - alice \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d"
                + " [+-]\\d{4}] \"GET /a\\?b=c HTTP/1\\.1\" 200 4 \"http://b/c\" \"me/1\"");
  }

  @Test
  void a_user_is_read_as_the_filter_reads_it() throws IOException {
    String latin1 = Base64.getEncoder().encodeToString(Wire.octets("zo\u00EB:secret"));
    client(logged(collecting()))
        .send("GET /a HTTP/1.1\r\nHost: a\r\nAuthorization: Basic " + latin1 + "\r\n\r\n")
        .expectResponse(200, "fine");
    assertThat(line()).startsWith("127.0.0.1 - zo\\xc3\\xab [");
  }

  /// As bytes in a line, so that its reader decides; as characters in JSON.
  @Test
  void a_field_in_utf_8_is_what_it_says() throws IOException {
    String request =
        "GET /a HTTP/1.1\r\n"
            + "Host: a\r\n"
            + "User-Agent: J\u00C3\u00BCrgen/1\r\n"
            + "Referer: http://b/\u00FC\r\n\r\n";
    client(logged(collecting())).send(request).expectResponse(200, "fine");
    assertThat(line()).endsWith("\"http://b/\\xc3\\xbc\" \"J\\xc3\\xbcrgen/1\"");
    lines.clear();
    client(logged(collecting().withJson())).send(request).expectResponse(200, "fine");
    assertThat(line()).contains("\"referer\":\"http://b/\u00FC\",\"userAgent\":\"J\u00FCrgen/1\"");
  }

  @Test
  void what_is_missing_is_a_dash() throws IOException {
    client(logged(collecting())).send(get("/missing")).expectResponse(404);
    assertThat(line()).contains(" - - [").endsWith("\"GET /missing HTTP/1.1\" 404 0 \"-\" \"-\"");
  }

  @Test
  void a_line_is_a_json_object() throws IOException {
    client(logged(collecting().withJson()))
        .send("POST /a HTTP/1.1\r\nHost: b\r\nContent-Length: 3\r\nUser-Agent: x\"y\\\r\n\r\nabc")
        .expectResponse(200, "fine");
    assertThat(line())
        .startsWith("{\"time\":\"20")
        .contains("\"connection\":1,\"request\":1,\"client\":\"127.0.0.1\",\"method\":\"POST\"")
        .contains("\"target\":\"/a\",\"version\":\"HTTP/1.1\",\"host\":\"b\",\"status\":200")
        .contains("\"bytes\":4,\"received\":3,\"duration\":0.")
        .contains("\"userAgent\":\"x\\\"y\\\\\",\"outcome\":\"SENT\"")
        .endsWith("}");
  }

  @Test
  void a_line_is_what_the_template_says() throws IOException {
    String template =
        "{{{method} {path} {query} {version} {host} {status} {bytes} {received} {header:X-A}"
            + " {response:X-Made} {outcome} {fault} {rule} {thread} {connection}.{request}"
            + " {protocol} {tls} {requestLine}}";
    client(logged(collecting().withTemplate(template)))
        .send("GET /missing?q HTTP/1.1\r\nHost: b:80\r\nX-A: 1 2\r\n\r\n")
        .expectResponse(404);
    assertThat(line())
        .isEqualTo(
            "{GET /missing q HTTP/1.1 b:80 404 0 0 1 2 - SENT CLIENT - LOOP 1.1 HTTP/1.1 -"
                + " GET /missing?q HTTP/1.1}");
  }

  @Test
  void fields_of_the_response_are_escaped_too() throws IOException {
    client(logged(collecting().withTemplate("{response:X-Made}"))).send(get("/")).readResponse();
    assertThat(line()).isEqualTo("by \\\"us\\\"");
  }

  @ParameterizedTest
  @CsvSource({"duration, 0\\.\\d{6}", "duration:ms, \\d+", "duration:us, \\d+", "time, 2.*Z"})
  void times_have_units(String placeholder, String pattern) throws IOException {
    client(logged(collecting().withTemplate("{" + placeholder + "}")))
        .send(get("/"))
        .readResponse();
    assertThat(line()).matches(pattern);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{nonsense}",
        "{method:x}",
        "{header}",
        "{header:}",
        "{header:a b}",
        "{duration:h}",
        "{time:nonsense}",
        "{time:pyyyy}",
        "{time:Z'",
        "{method",
        "a\nb",
        "a\rb"
      })
  void a_template_that_is_wrong_is_refused(String template) {
    assertThatIllegalArgumentException().isThrownBy(() -> collecting().withTemplate(template));
  }

  @Test
  void the_client_is_the_one_that_a_trusted_proxy_tells() throws IOException {
    client(
            logged(
                collecting().withTemplate("{client}"),
                options().withProxies(Proxies.trusting(Proxies.Fields.X_FORWARDED, "127.0.0.1"))))
        .send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n")
        .expectResponse(200);
    assertThat(line()).isEqualTo("192.0.2.1");
  }

  @Test
  void input_that_is_no_request_has_a_line() throws IOException {
    client(logged(collecting().withTemplate("{requestLine} {status} {rule}")))
        .send("GET / HTTP/1.1\r\n\r\n")
        .expectResponse(400);
    assertThat(line()).isEqualTo("- 400 HOST_MISSING");
  }

  @Test
  void an_upgrade_has_the_status_that_was_sent() throws IOException {
    Server server =
        server(
            request -> {
              request.upgrade("echo", Response.empty()).close();
              return Response.handled();
            },
            options().withAccessLog(collecting().withTemplate("{status} {outcome}")));
    client(server)
        .send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n")
        .readResponse();
    assertThat(line()).isEqualTo("101 UPGRADED");
  }

  // ---- what a client can send

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void no_byte_of_a_client_begins_a_line_or_reaches_a_terminal(boolean json) throws IOException {
    AccessLog log = json ? collecting().withJson() : collecting();
    WireClient client = client(logged(log));
    String all =
        IntStream.range(0, 256)
            .filter(c -> c == '\t' || c >= ' ' && c != 127)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    client
        .send(
            ("GET /%0d%0a%1b[31m?\"\\ HTTP/1.1\r\nHost: a\r\nUser-Agent: x" + all + "x\r\n\r\n")
                .getBytes(ISO_8859_1))
        .readResponse();
    for (String line : lines(1)) {
      assertThat(line.chars()).noneMatch(c -> c < ' ' || c >= 127 && c < 160);
    }
    if (!json) {
      assertThat(line().chars()).allMatch(c -> c >= ' ' && c <= '~');
      assertThat(line().replace("\\\"", "").chars().filter(c -> c == '"').count()).isEqualTo(6);
    }
  }

  @Test
  void secrets_are_never_written() throws IOException {
    String template =
        "{header:Authorization} {header:Cookie} {header:X-Key} {header:x-key} {header:Referer}"
            + " {target} {requestLine} {query}";
    client(logged(collecting().withTemplate(template).withRedacted("X-Key").withRedactedQuery()))
        .send(
            "GET /a?token=secret HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer secret\r\n"
                + "Cookie: id=secret\r\nX-KEY: secret\r\nReferer: http://b/?secret\r\n\r\n")
        .expectResponse(200);
    assertThat(line())
        .doesNotContain("secret")
        .isEqualTo(
            "[redacted] [redacted] [redacted] [redacted] http://b/?[redacted] /a?[redacted]"
                + " GET /a?[redacted] HTTP/1.1 [redacted]");
  }

  @Test
  void json_redacts_queries_as_well() throws IOException {
    client(logged(collecting().withJson().withRedactedQuery()))
        .send("GET /a?secret HTTP/1.1\r\nHost: a\r\nReferer: http://b/?secret\r\n\r\n")
        .expectResponse(200);
    assertThat(line()).doesNotContain("secret").contains("\"target\":\"/a?[redacted]\"");
  }

  @Test
  void queries_are_redacted_in_every_field_that_has_a_reference() throws IOException {
    Server server =
        server(
            _ -> Response.text("moved").withHeader("Location", "/b?secret"),
            options()
                .withAccessLog(
                    collecting().withTemplate("{response:Location}").withRedactedQuery()));
    client(server).send(get("/")).readResponse();
    assertThat(line()).isEqualTo("/b?[redacted]");
  }

  // ---- files

  private Path file() {
    return directory.resolve("access.log");
  }

  private void ask(Server server, String path) throws IOException {
    try (WireClient client = client(server)) {
      client.send(get(path)).readResponse();
    }
  }

  private static boolean has(Path file, String path) {
    try {
      return Files.exists(file) && Files.readString(file).contains("GET " + path + " ");
    } catch (IOException _) {
      return false;
    }
  }

  /// Whether a request that is made now is in the file soon.
  private boolean isLoggedIn(Path file, Server server) {
    try {
      ask(server, "/after");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return has(file, "/after");
  }

  @Test
  void closing_the_server_loses_no_line() throws IOException {
    Server server = logged(AccessLog.toFile(file()));
    WireClient client = client(server);
    for (int i = 0; i < 20; i++) {
      client.send(get("/" + i).repeat(50));
      for (int j = 0; j < 50; j++) {
        client.expectResponse(200);
      }
    }
    server.close();
    assertThat(Files.readAllLines(file())).hasSize(1_000).allMatch(line -> line.contains(" 200 "));
    assertThat(server.metrics().logLinesLost()).isZero();
  }

  @Test
  void lines_are_appended_to_what_is_there() throws IOException {
    Files.writeString(file(), "before\n");
    Server server = logged(AccessLog.toFile(file()));
    ask(server, "/");
    server.close();
    assertThat(Files.readAllLines(file())).hasSize(2).first().isEqualTo("before");
  }

  @Test
  void a_file_that_is_moved_away_is_made_anew() throws IOException {
    Server server = logged(AccessLog.toFile(file()));
    ask(server, "/before");
    Await.until("it is written", () -> has(file(), "/before"));
    Path moved = Files.move(file(), directory.resolve("access.log.old"));
    Await.until("there is a new file", () -> isLoggedIn(file(), server));
    assertThat(has(moved, "/before")).isTrue();
  }

  @Test
  void a_function_that_waits_holds_up_no_request() throws Exception {
    var released = new CountDownLatch(1);
    Server server =
        logged(
            AccessLog.to(
                line -> {
                  Await.opened(released);
                  lines.add(line);
                }));
    WireClient client = client(server);
    for (int i = 0; i < 10; i++) {
      client.send(get("/")).expectResponse(200);
    }
    released.countDown();
    assertThat(lines(10)).hasSize(10);
  }

  @Test
  void a_function_that_throws_gets_the_next_line() throws IOException {
    Server server =
        logged(
            AccessLog.to(
                line -> {
                  lines.add(line);
                  throw new IllegalStateException("on purpose");
                }));
    WireClient client = client(server);
    client.send(get("/")).expectResponse(200);
    client.send(get("/")).expectResponse(200);
    assertThat(lines(2)).hasSize(2);
  }

  // ---- rotation

  @Test
  void a_file_is_rotated_by_size() throws IOException {
    Server server = logged(AccessLog.toFile(file()).withRotation(1_024).withKept(2));
    WireClient client = client(server);
    for (int i = 0; i < 60; i++) {
      client.send(get("/" + i)).expectResponse(200);
    }
    server.close();
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("access.log", "access.log.1", "access.log.2");
    }
    for (String name : List.of("access.log", "access.log.1", "access.log.2")) {
      assertThat(Files.size(directory.resolve(name))).isLessThanOrEqualTo(1_024);
    }
    assertThat(has(file(), "/59")).isTrue();
    String newest = Files.readString(directory.resolve("access.log.1"));
    String older = Files.readString(directory.resolve("access.log.2"));
    assertThat(number(newest)).isGreaterThan(number(older));
  }

  @Test
  void a_file_of_yesterday_is_rotated_by_a_server_that_starts_today() throws IOException {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    for (String name : List.of("access.log", "access.log.1")) {
      Path file = Files.writeString(directory.resolve(name), "of " + name + "\n");
      Files.setLastModifiedTime(file, FileTime.from(yesterday));
    }
    Server server = logged(AccessLog.toFile(file()).withDailyRotation());
    ask(server, "/today");
    server.close();
    assertThat(Files.readAllLines(file())).singleElement().asString().contains("/today");
    assertThat(directory.resolve("access.log.1")).hasContent("of access.log");
    assertThat(directory.resolve("access.log.2")).hasContent("of access.log.1");
    ask(logged(AccessLog.toFile(file()).withDailyRotation()), "/again");
    Await.until("it is appended", () -> has(file(), "/again"));
    assertThat(has(file(), "/today")).isTrue();
  }

  private static int number(String lines) {
    String path = lines.substring(lines.indexOf("GET /") + 5);
    return Integer.parseInt(path.substring(0, path.indexOf(' ')));
  }

  @Test
  void rotation_is_of_files_with_sensible_sizes() {
    assertThatIllegalArgumentException().isThrownBy(() -> collecting().withRotation(2_000));
    assertThatIllegalArgumentException().isThrownBy(() -> collecting().withDailyRotation());
    AccessLog log = AccessLog.toFile(file());
    assertThatIllegalArgumentException().isThrownBy(() -> log.withRotation(1_023));
    assertThatIllegalArgumentException().isThrownBy(() -> log.withKept(0));
  }

  @Test
  void requests_are_logged_however_they_are_handled() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(options().withAccessLog(collecting().withTemplate("{method} {status}")))
                .start());
    WireClient client = client(server).send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    server.receive().respond(Response.text("fine"));
    assertThat(client.readResponse(HttpMethod.HEAD.toString()).status()).isEqualTo(200);
    assertThat(line()).isEqualTo("HEAD 200");
  }
}
