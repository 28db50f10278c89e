package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `ab`, which speaks HTTP/1.0 and asks for `Connection: keep-alive`.
class ApacheBenchTest extends ClientTest {
  @Test
  void keeps_its_connections_and_misses_no_response() throws IOException {
    String uri = serve(_ -> Response.text("hello world"));

    Program.Output output = Program.run("ab", "-q", "-k", "-c", "32", "-n", "20000", uri + "/");

    assertThat(figure(output, "Complete requests")).isEqualTo(20_000);
    assertThat(figure(output, "Failed requests")).isZero();
    assertThat(figure(output, "Keep-Alive requests")).isEqualTo(20_000);
    assertThat(figure(output, "HTML transferred")).isEqualTo(20_000 * "hello world".length());
  }

  @Test
  void connects_anew_for_each_request() throws IOException {
    String uri = serve(_ -> Response.text("hello world"));

    Program.Output output = Program.run("ab", "-q", "-c", "16", "-n", "1000", uri + "/");

    assertThat(figure(output, "Complete requests")).isEqualTo(1000);
    assertThat(figure(output, "Failed requests")).isZero();
  }

  @Test
  void posts_to_handlers_that_block() throws IOException {
    String uri =
        serve(
            request -> {
              synchronized (this) {
                return Response.text(request.text());
              }
            });
    Path body = file("body", "some content");

    Program.Output output =
        Program.run(
            "ab",
            "-q",
            "-k",
            "-c",
            "32",
            "-n",
            "2000",
            "-p",
            body.toString(),
            "-T",
            "text/plain",
            uri + "/");

    assertThat(figure(output, "Complete requests")).isEqualTo(2000);
    assertThat(figure(output, "Failed requests")).isZero();
    assertThat(output.out()).doesNotContain("Non-2xx responses");
  }

  /// The number behind a title in ab's report.
  private static int figure(Program.Output output, String title) {
    String line =
        output.lines().stream()
            .filter(candidate -> candidate.startsWith(title + ":"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no \"" + title + "\" in " + output));
    return Integer.parseInt(line.substring(title.length() + 1).strip().split(" ", 2)[0]);
  }
}
