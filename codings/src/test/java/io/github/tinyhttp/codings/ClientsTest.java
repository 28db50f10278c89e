package io.github.tinyhttp.codings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.ContentCoding;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Common clients and a browser decode the server's content codings.
class ClientsTest {
  private static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(1000);

  @AutoClose private static Browser browser;

  @TempDir Path folder;

  @BeforeAll
  static void openBrowser(@TempDir Path profile) throws Exception {
    browser = new Browser(profile);
  }

  private static Server serve(String... names) throws IOException {
    List<ContentCoding> codings =
        ContentCoding.installed().stream()
            .filter(one -> List.of(names).contains(one.name()))
            .toList();
    return Server.builder()
        .bind(0)
        .compression(Compression.defaults().withCodings(codings))
        .handler(
            request ->
                switch (request.path()) {
                  case "/text" -> Response.text(TEXT);
                  case "/upload" -> Response.text(request.text());
                  case "/stream" ->
                      Response.stream(
                              out -> {
                                for (String line : TEXT.split("(?<=\n)", -1)) {
                                  out.write(line.getBytes(UTF_8));
                                  out.flush();
                                }
                              })
                          .withHeader("Content-Type", "text/plain");
                  default ->
                      Response.html(
                          """
                          <!DOCTYPE html><title>waiting</title>
                          <script>
                            const request = new XMLHttpRequest();
                            request.open("GET", "/stream", false);
                            request.send();
                            document.title =
                                request.getResponseHeader("Content-Encoding")
                                + " " + request.responseText.length;
                          </script><!-- %s -->
                          """
                              .formatted(TEXT));
                })
        .start();
  }

  private String run(String... command) throws Exception {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readString(out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "br", "gzip", "deflate"})
  void curl_decodes(String name) throws Exception {
    try (Server server = serve(name)) {
      for (String path : List.of("/text", "/stream")) {
        String uri = server.uri() + path;
        assertThat(run("curl", "-s", "--compressed", "-w", "%header{content-encoding}", uri))
            .isEqualTo(TEXT + name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "brotli"})
  void curl_uploads_compressed_files(String program) throws Exception {
    Path file = Files.writeString(folder.resolve("text"), TEXT);
    String coded = file + (program.equals("zstd") ? ".zst" : ".br");
    assertThat(run(program, "-o", coded, file.toString())).isEmpty();
    String field = "Content-Encoding: " + (program.equals("zstd") ? "zstd" : "br");
    try (Server server = serve()) {
      String uri = server.uri() + "/upload";
      assertThat(run("curl", "-s", "-H", field, "--data-binary", "@" + coded, uri)).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "br", "gzip"})
  void a_browser_decodes(String name) throws Exception {
    try (Server server = serve(name)) {
      browser.open("http://localhost:" + server.port() + "/");
      assertThat(browser.awaitTitleOtherThan("waiting")).isEqualTo(name + " " + TEXT.length());
      assertThat(browser.awaitText("document.documentElement.outerHTML")).contains(TEXT);
    }
  }

  @Test
  void a_client_that_accepts_no_coding_gets_plain_content() throws Exception {
    try (Server server = serve("zstd", "br", "gzip")) {
      assertThat(run("curl", "-s", server.uri() + "/text")).isEqualTo(TEXT);
    }
  }
}
