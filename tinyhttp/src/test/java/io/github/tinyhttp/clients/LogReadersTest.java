package io.github.tinyhttp.clients;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Programs that read access logs understand every line, whatever clients have sent.
class LogReadersTest extends ClientTest {
  private static final List<String> REQUESTS =
      List.of(
          "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8\r\n\r\n",
          "GET /a?b=\"c\"\\ HTTP/1.1\r\nHost: localhost\r\nReferer: \"quoted\" \\ back\r\n\r\n",
          "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\na=b",
          "GET /x HTTP/1.0\r\nUser-Agent: Mozilla/5.0 \u00e9 \t end\\\r\n\r\n",
          "DELETE /%00%0d%0a HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Authorization: Basic YWxpY2U6eA==\r\n\r\n",
          "HEAD /missing HTTP/1.1\r\nHost: localhost\r\nUser-Agent: \r\n\r\n");

  private Path logOf(AccessLog log, Path file) throws IOException {
    Server server =
        Server.builder()
            .bind(0)
            .accessLog(log)
            .handler(
                request ->
                    request.path().equals("/missing")
                        ? Response.status(404)
                        : Response.text("fine"))
            .start();
    int port = server.port();
    for (String request : REQUESTS) {
      try (var client = WireClient.connect(port)) {
        client.send(request.getBytes(StandardCharsets.ISO_8859_1));
        client.readResponse(request.substring(0, request.indexOf(' ')));
      }
    }
    server.close();
    return file;
  }

  @Test
  void goaccess_reads_every_line_of_the_combined_format() throws IOException {
    Path file = directory.resolve("access.log");
    logOf(AccessLog.toFile(file), file);
    Path report = directory.resolve("report.json");
    Path invalid = directory.resolve("invalid.log");
    Program.Output _ =
        Program.run(
            "goaccess",
            file.toString(),
            "--log-format=COMBINED",
            "--no-global-config",
            "--invalid-requests=" + invalid,
            "-o",
            report.toString());
    assertThat(Files.readString(report))
        .contains("\"total_requests\": " + REQUESTS.size())
        .contains("\"failed_requests\": 0");
  }

  /// It moves the file, makes a new one, and compresses the old one at once.
  @Test
  void logrotate_loses_no_line() throws IOException {
    Path file = directory.resolve("access.log");
    Path settings =
        Files.writeString(
            directory.resolve("settings"),
            file + " {\n  rotate 9\n  create\n  compress\n  nodelaycompress\n}\n");
    try (Server server =
            Server.builder()
                .bind(0)
                .accessLog(AccessLog.toFile(file))
                .handler(_ -> Response.text("fine"))
                .start();
        var client = WireClient.connect(server.port())) {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 5; i++) {
          client.send(get("/")).expectResponse(200);
        }
        Await.until("the lines are written", () -> lines(file) == 5);
        Program.Output _ =
            Program.run(
                "logrotate",
                "-f",
                "-s",
                directory.resolve("state").toString(),
                settings.toString());
        assertThat(lines(file)).isZero();
      }
    }
    for (int number = 1; number <= 3; number++) {
      Program.Output old = Program.run("zcat", file + "." + number + ".gz");
      assertThat(old.lines()).hasSize(5);
    }
  }

  private static long lines(Path file) {
    try {
      return Files.readAllLines(file).size();
    } catch (IOException _) {
      return -1;
    }
  }

  @Test
  void jq_reads_every_line_of_json() throws IOException {
    Path file = directory.resolve("access.json");
    logOf(AccessLog.toFile(file).withJson(), file);
    Program.Output result =
        Program.run("jq", "-r", ".method + \" \" + (.status | tostring)", file.toString());
    assertThat(result.lines())
        .containsExactlyInAnyOrder(
            "GET 200", "GET 200", "POST 200", "GET 200", "DELETE 200", "HEAD 404");
    Program.Output targets =
        Program.run("jq", "-r", "select(.user != null) | .user", file.toString());
    assertThat(targets.out()).isEqualTo("alice\n");
  }
}
