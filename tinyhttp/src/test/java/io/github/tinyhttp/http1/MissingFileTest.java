package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.sockets.LoggedWarnings;
import io.github.tinyhttp.testkit.Conversation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Any client may ask for a file that is not there: it gets 404, and no failure is logged.
class MissingFileTest extends EachVersionTest {
  @TempDir Path folder;
  private final LoggedWarnings logged = closedAfter(LoggedWarnings.begin());

  @BeforeEach
  void record() throws Exception {
    Files.writeString(folder.resolve("there"), "hello");
    Files.createDirectory(folder.resolve("directory"));
    Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("nothing"));
    Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
  }

  private List<String> names() {
    return List.of(
        "missing",
        "missing/too",
        "directory",
        "there/below",
        "loop",
        "nowhere",
        "pipe",
        "a".repeat(300),
        "../../../../../../../../../../proc/self/status");
  }

  private void expectNotFound(Handler handler, Dispatch dispatch) throws Exception {
    Server server = server(handler, options().withDispatch(dispatch));
    Conversation client = converse(server);
    for (String name : names()) {
      for (String method : List.of("GET", "POST")) {
        client.send(method + " / HTTP/1.1\r\nHost: a\r\nName: " + name + "\r\n\r\n");
        assertThat(client.readResponse(method).status()).as(name).isEqualTo(404);
      }
    }
    client.send("GET / HTTP/1.1\r\nHost: a\r\nName: there\r\n\r\n").expectResponse(200, "hello");
    assertThat(logged.entries()).isEmpty();
  }

  private static List<Dispatch> dispatches() {
    return List.of(
        Dispatch.AUTO,
        Dispatch.INLINE,
        Dispatch.VIRTUAL_THREADS,
        Dispatch.on(task -> Thread.ofPlatform().daemon().start(task)));
  }

  private Path named(io.github.tinyhttp.Request request) {
    return folder.resolve(request.header("Name").orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void that_a_handler_names_is_404(Dispatch dispatch) throws Exception {
    expectNotFound(request -> Response.file(named(request)), dispatch);
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void that_is_the_body_of_a_response_is_404(Dispatch dispatch) throws Exception {
    expectNotFound(request -> Response.text("").withBody(Body.of(named(request))), dispatch);
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void whose_exception_is_wrapped_is_404(Dispatch dispatch) throws Exception {
    expectNotFound(
        request -> {
          try {
            return Response.file(named(request));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        dispatch);
  }

  @Test
  void that_a_received_request_is_given_to_is_404() throws Exception {
    Server server = server();
    Conversation client = converse(server);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    receive(server).respond(_ -> Response.file(folder.resolve("missing")));
    client.expectResponse(404, "not found\n");
    assertThat(logged.entries()).isEmpty();
  }

  @Test
  void that_another_call_has_not_found_is_a_failure() throws Exception {
    Conversation client =
        converse(_ -> Response.text(Files.readString(folder.resolve("configuration"))));
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(500);
    assertThat(logged.entries()).hasSize(1);
  }
}
