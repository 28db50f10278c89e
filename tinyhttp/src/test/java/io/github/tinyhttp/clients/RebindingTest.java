package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Browser;
import java.io.IOException;
import org.junit.jupiter.api.Test;

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
      assertThat(browser.awaitTitleOtherThan("waiting")).doesNotContain("secret");
      browser.open("http://localhost:" + tool.port() + "/");
      assertThat(browser.awaitTitleOtherThan("waiting")).isEqualTo("secret");
      browser.open("http://tool.localhost:" + tool.port() + "/");
      assertThat(browser.awaitTitleOtherThan("waiting")).isEqualTo("secret");
    }
  }

  @Test
  void curl_reaches_it_by_local_names_alone() throws IOException {
    Server tool = tool();
    String to = "127.0.0.1:" + tool.port();
    for (String host : new String[] {"localhost", "localhost.", "foo.localhost", "127.0.0.1"}) {
      assertThat(by(host, to)).isEqualTo("200");
    }
    for (String host : new String[] {"rebind.example", "localhost.example", "1.2.3.4.example"}) {
      assertThat(by(host, to)).isEqualTo("421");
    }
  }

  private static String by(String host, String to) {
    return Program.run(
            "curl",
            "-s",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "--connect-to",
            "::" + to,
            "http://" + host + "/secret")
        .out();
  }
}
