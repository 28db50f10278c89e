package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.EventStream;
import io.github.tinyhttp.EventStream.Event;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.Browser;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    try (var browser = new Browser(directory.resolve("profile"))) {
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
    EventStream.Feed source =
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
}
