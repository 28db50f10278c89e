package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A stream that is given to the library in a response is closed, whatever becomes of the response:
/// more ways than [EndOfRequestTest] has.
class GivenStreamTest extends EachVersionTest {
  /// Content that knows whether it was closed.
  private static final class Content extends InputStream {
    private final byte[] text;
    private int at;
    private volatile boolean closed;

    Content(String text) {
      this.text = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() {
      return at < text.length ? text[at++] : -1;
    }

    @Override
    public void close() {
      closed = true;
    }

    void awaitClosed() {
      Await.until("the stream is closed", () -> closed);
    }
  }

  private static List<Dispatch> dispatches() {
    return List.of(
        Dispatch.AUTO,
        Dispatch.INLINE,
        Dispatch.VIRTUAL_THREADS,
        Dispatch.on(task -> Thread.ofPlatform().daemon().start(task)));
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void when_the_client_has_left_before_and_the_content_would_be_coded(Dispatch dispatch)
      throws Exception {
    var content = new Content("text ".repeat(1_000));
    var entered = new CountDownLatch(1);
    var gone = new CountDownLatch(1);
    ServerOptions options =
        options().withDispatch(dispatch).withCompression(Compression.defaults());
    Server server =
        server(
            _ -> {
              entered.countDown();
              Await.opened(gone);
              return Response.stream(content).withType("text/plain");
            },
            options);
    Conversation client = converse(server);
    client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
    Await.opened(entered);
    client.reset();
    gone.countDown();
    content.awaitClosed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity;q=0", "identity;q=0, gzip", "gzip"})
  void when_its_coding_is_chosen_or_refused(String codings) throws Exception {
    for (String method : List.of("GET", "HEAD")) {
      var content = new Content("text ".repeat(1_000));
      Server server =
          server(
              _ -> Response.stream(content).withType("text/plain"),
              options().withCompression(Compression.defaults()));
      Conversation client = converse(server);
      client.send(method + " / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + codings + "\r\n\r\n");
      client.readResponse(method);
      content.awaitClosed();
    }
  }

  @Test
  void when_begin_refuses_a_head_that_has_content() throws Exception {
    var content = new Content("text");
    Conversation client =
        converse(
            request -> {
              assertThatIllegalArgumentException()
                  .isThrownBy(() -> request.begin(Response.stream(content)));
              return Response.text("other");
            });
    client.send(Wire.get("/")).expectResponse(200, "other");
    content.awaitClosed();
  }

  @Test
  void when_the_handler_has_begun_a_response_itself() throws Exception {
    var content = new Content("text");
    Conversation client =
        converse(
            request -> {
              try (var out = request.begin(Response.text(""))) {
                out.write('a');
              }
              return Response.stream(content);
            });
    client.send(Wire.get("/")).expectResponse(200, "a");
    content.awaitClosed();
  }

  @Test
  void when_it_is_the_output_of_a_program_that_breaks_the_rules() throws Exception {
    var content = new Content("no field\n\n");
    converse(_ -> Response.cgi(content)).send(Wire.get("/")).expectResponse(502);
    content.awaitClosed();
  }

  @Test
  void when_it_is_the_output_of_a_program_and_nothing_of_it_is_sent() throws Exception {
    var content = new Content("Status: 204\n\ntext");
    converse(_ -> Response.cgi(content)).send(Wire.get("/")).expectResponse(204);
    content.awaitClosed();
  }

  @Test
  void when_closing_it_or_reading_it_fails() throws Exception {
    var content = new Content("text");
    var failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("on purpose");
          }

          @Override
          public void close() throws IOException {
            content.close();
            throw new IOException("on purpose");
          }
        };
    converse(_ -> Response.stream(failing)).send(Wire.get("/")).expectResponse(500);
    content.awaitClosed();
  }

  /// A client that speaks HTTP/1.0 gets the content to the end of the connection.
  @Test
  void when_an_old_client_leaves() throws Exception {
    var content = new Content("text");
    var entered = new CountDownLatch(1);
    var gone = new CountDownLatch(1);
    Server server =
        server(
            _ -> {
              entered.countDown();
              Await.opened(gone);
              return Response.stream(content);
            },
            options().withDispatch(Dispatch.VIRTUAL_THREADS));
    var client = client(server).send("GET / HTTP/1.0\r\n\r\n");
    Await.opened(entered);
    client.reset();
    gone.countDown();
    content.awaitClosed();
  }
}
