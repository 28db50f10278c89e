package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Browser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a page of another site reaches on a server for this machine, by a name of its own that
/// leads there (DNS rebinding), and what clients reach by the names they use.
class RebindingTest extends ClientTest {
  private static final String PAGE =
      """
      <!doctype html>
      <title>waiting</title>
      <script>
        fetch("/secret")
            .then(async response => response.ok ? await response.text() : "refused")
            .catch(() => "failed")
            .then(text => document.title = text);
      </script>
      """;

  private Server tool() throws IOException {
    return server(
        request ->
            request.path().equals("/secret") ? Response.text("secret") : Response.html(PAGE));
  }

  @Test
  void a_page_by_another_name_reads_nothing() throws Exception {
    Server tool = tool();
    try (var browser =
        new Browser(
            directory.resolve("profile"), "--host-resolver-rules=MAP rebind.example 127.0.0.1")) {
      browser.open("http://rebind.example:" + tool.port() + "/");
      assertThat(
              browser.awaitText("document.title === 'waiting' ? '' : 'title: ' + document.title"))
          .doesNotContain("secret");
      browser.open("http://localhost:" + tool.port() + "/");
      assertThat(browser.awaitTitleOtherThan("waiting")).isEqualTo("secret");
      browser.open("http://tool.localhost:" + tool.port() + "/");
      assertThat(browser.awaitTitleOtherThan("waiting")).isEqualTo("secret");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.1", "--http1.0", "--http2", "--http2-prior-knowledge"})
  void curl_reaches_it_by_local_names_alone(String version) throws IOException {
    String there = "--connect-to ::127.0.0.1:" + tool().port();
    reachesLocalNamesAlone((version + " " + there).split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
  void curl_reaches_it_through_a_file_by_local_names_alone(String version) throws IOException {
    Path socket = directory.resolve("tool.sock");
    Server _ =
        closedAfter(
            Server.builder()
                .listen(Listener.unix(socket))
                .handler(_ -> Response.text("secret"))
                .start());
    reachesLocalNamesAlone(version, "--unix-socket", socket.toString());
  }

  private static void reachesLocalNamesAlone(String... options) {
    for (String host : List.of("localhost", "LOCALHOST.:80", "foo.localhost", "127.0.0.1")) {
      assertThat(by(host, options)).as(host).isEqualTo("200");
    }
    assertThat(by("[::1]:8080", options)).isEqualTo("200");
    for (String host : List.of("rebind.example", "localhost.example:80", "1.2.3.4.example")) {
      assertThat(by(host, options)).as(host).isEqualTo("421");
    }
  }

  private static String by(String host, String... options) {
    var command = new ArrayList<>(List.of("curl", "-q", "-s", "-o", "/dev/null"));
    command.addAll(List.of("-w", "%{http_code}"));
    command.addAll(List.of(options));
    command.add("http://" + host + "/secret");
    return Program.run(command.toArray(String[]::new)).out();
  }
}
