package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.EventStream;
import io.github.tinyhttp.EventStream.Event;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Clients that read server-sent events: a browser, and programs.
class EventsTest extends ClientTest {
  /// Three events to a client, then the end; the next three when it comes back. After nine it is
  /// told to stay away.
  private static Response numbers(Request request) {
    int seen = request.lastEventId().map(Integer::parseInt).orElse(0);
    if (seen >= 9) {
      return Response.empty();
    }
    return Response.events(
        stream -> {
          stream.retry(Duration.ofMillis(1));
          for (int i = seen + 1; i <= seen + 3; i++) {
            stream.comment("the next is " + i);
            stream.send(
                Event.of("line one of " + i + "\r\n  \u00e9 \ud83d\ude00\rdata: three")
                    .withName(i % 2 == 0 ? "even" : "odd")
                    .withId(Integer.toString(i)));
          }
        });
  }

  private static final String PAGE =
      """
      <!doctype html>
      <title>waiting</title>
      <body><script>
        const source = new EventSource("/numbers");
        const seen = [];
        const note = event => seen.push(
            event.type + event.lastEventId + ":" + event.data.replaceAll(" ", "_"));
        source.addEventListener("odd", note);
        source.addEventListener("even", note);
        source.onerror = () => {
          if (source.readyState === EventSource.CLOSED) {
            document.title = JSON.stringify(seen);
          }
        };
      </script>
      """;

  private static String expectedByBrowser() {
    var text = new StringBuilder("[");
    for (int i = 1; i <= 9; i++) {
      text.append(i == 1 ? "" : ",")
          .append('"')
          .append(i % 2 == 0 ? "even" : "odd")
          .append(i)
          .append(":line_one_of_")
          .append(i)
          .append("\\n__\u00e9_\ud83d\ude00\\ndata:_three\"");
    }
    return text.append("]").toString();
  }

  private String serveNumbers() throws IOException {
    return serve(
        request ->
            switch (request.path()) {
              case "/" -> Response.html(PAGE);
              case "/numbers" -> numbers(request);
              default -> Response.status(404);
            });
  }

  @Test
  void a_browser_reads_them_and_comes_back_with_the_last_id() throws Exception {
    String uri = serveNumbers();
    try (var browser = new Browser()) {
      browser.open(uri + "/");
      assertThat(browser.awaitTitleOtherThan("waiting")).isEqualTo(expectedByBrowser());
    }
  }

  @Test
  void curl_prints_each_event_as_it_comes() throws IOException {
    String uri = serve(_ -> Response.events(stream -> stream.send("hello")));
    assertThat(Program.run("curl", "-qsSN", uri).out()).isEqualTo("data: hello\n\n");
  }

  @Test
  void curl_that_gives_up_ends_the_stream() throws Exception {
    var ended = new CountDownLatch(1);
    EventStream.Source source =
        stream -> {
          stream.send("hello");
          try {
            stream.awaitEnd();
          } finally {
            ended.countDown();
          }
        };
    String uri = serve(_ -> Response.events(source));
    var output = Program.runToAnyEnd("curl", "-qsN", "--max-time", "1", uri);
    assertThat(output.out()).isEqualTo("data: hello\n\n");
    assertThat(output.exit()).as("timed out").isEqualTo(28);
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void node_reads_them_while_they_are_made() throws IOException {
    String uri = serve(request -> Response.events(stream -> echo(stream, request)));
    Program.Output output =
        Program.run(
            "node",
            "--input-type=module",
            "-e",
            """
            const response = await fetch('%s/3');
            let text = '', seen = 0;
            for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
              text += part;
            }
            console.log(response.headers.get('content-type'), JSON.stringify(text));
            """
                .formatted(uri));
    assertThat(output.out())
        .isEqualTo("text/event-stream \"data: 1\\n\\ndata: 2\\n\\ndata: 3\\n\\n\"\n");
  }

  private static void echo(EventStream stream, Request request) throws IOException {
    int count = Integer.parseInt(request.path().substring(1));
    for (int i = 1; i <= count; i++) {
      stream.send(Integer.toString(i));
    }
  }

  @Test
  void python_reads_line_by_line() throws IOException {
    String uri = serve(request -> Response.events(stream -> echo(stream, request)));
    Program.Output output =
        Program.run(
            "python3",
            "-c",
            """
            import urllib.request
            with urllib.request.urlopen('%s/2') as response:
                print([line.decode() for line in response])
            """
                .formatted(uri));
    assertThat(output.out()).isEqualTo("['data: 1\\n', '\\n', 'data: 2\\n', '\\n']\n");
  }

  /// Chromium without a window, told what to do through its WebDriver server (the protocol that
  /// browsers have for tests: JSON over HTTP).
  private final class Browser implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("successfully on port (\\d+)");
    private static final Pattern SESSION = Pattern.compile("\"sessionId\":\"([^\"]+)\"");
    private static final Pattern VALUE = Pattern.compile("\"value\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    Browser() throws Exception {
      var builder = new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true);
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
      driver = builder.start();
      try {
        String base = "http://127.0.0.1:" + port() + "/session";
        String options =
            """
            {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": [
              "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
              "--disable-background-networking", "--disable-component-update", "--disable-sync",
              "--disable-dev-shm-usage", "--no-proxy-server",
              "--user-data-dir=%s"]}}}}
            """
                .formatted(directory.resolve("profile"));
        session = base + "/" + find(SESSION, send(base, Optional.of(options)));
      } catch (Exception | Error e) {
        driver.destroyForcibly();
        throw e;
      }
    }

    private String port() throws IOException {
      var output = driver.inputReader(StandardCharsets.UTF_8);
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Optional<MatchResult> match = PORT.matcher(line).results().findFirst();
        if (match.isPresent()) {
          return match.get().group(1);
        }
      }
      throw new AssertionError("chromedriver has ended");
    }

    private static String find(Pattern pattern, String text) {
      return pattern
          .matcher(text)
          .results()
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + pattern + " in " + text))
          .group(1);
    }

    private String send(String uri, Optional<String> json) throws Exception {
      var request = HttpRequest.newBuilder();
      json.ifPresent(body -> request.POST(HttpRequest.BodyPublishers.ofString(body)));
      return send(uri, request);
    }

    private String send(String uri, HttpRequest.Builder request) throws Exception {
      request.uri(URI.create(uri)).timeout(Duration.ofSeconds(60));
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    void open(String uri) throws Exception {
      send(session + "/url", Optional.of("{\"url\": \"" + uri + "\"}"));
    }

    /// Waits in the browser, not here.
    String awaitTitleOtherThan(String title) throws Exception {
      String script =
          "const done = arguments[0];"
              + "const look = () => document.title === '"
              + title
              + "' ? setTimeout(look, 10) : done(document.title); look();";
      String answer =
          send(
              session + "/execute/async",
              Optional.of("{\"script\": \"" + script + "\", \"args\": []}"));
      return find(VALUE, answer).translateEscapes();
    }

    @Override
    public void close() {
      try {
        send(session, HttpRequest.newBuilder().DELETE());
      } catch (Exception e) {
        throw new AssertionError("the browser does not end", e);
      } finally {
        driver.destroy();
        client.close();
      }
    }
  }
}
