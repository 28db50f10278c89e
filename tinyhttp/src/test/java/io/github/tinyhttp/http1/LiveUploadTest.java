package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestWrapper;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An upload that goes on while something happens, and slowly. Time is the subject here: the server
/// waits for a fifth of a second where it is not told otherwise, and the client pauses for less.
class LiveUploadTest extends SocketTest {
  private static final Duration PROGRESS = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int LINES = 12;
  private static final String CHUNKED = "Transfer-Encoding: chunked";

  /// The server reads a body of such a length before its handler has the request, if it comes.
  private static final String SIZED = "Content-Length: " + LINES;

  private static List<Dispatch> dispatches() {
    return List.of(Dispatch.INLINE, Dispatch.VIRTUAL_THREADS);
  }

  private WireClient client(Dispatch dispatch) throws IOException {
    ServerOptions options =
        options().withDispatch(dispatch).withTimeouts(Timeouts.defaults().withProgress(PROGRESS));
    Server server = server(LiveUploadTest::respond, options);
    return client(server);
  }

  private static Response respond(Request request) throws IOException {
    switch (request.path()) {
      case "/live" -> request.readTimeout(Duration.ofSeconds(20));
      case "/for-ever" -> request.readTimeout(Duration.ZERO);
      case "/wrapped" -> new RequestWrapper(request) {}.readTimeout(Duration.ZERO);
      case "/short" -> request.readTimeout(PROGRESS);
      default -> {}
    }
    return Response.text(request.text());
  }

  private static String post(String path, String framing) {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n";
  }

  /// All clients send at the same pace.
  private static void sendLines(String framing, List<WireClient> clients) {
    boolean chunked = framing.equals(CHUNKED);
    for (int i = 0; i < LINES && !clients.getFirst().hasInput(); i++) {
      clients.getFirst().awaitNothing(PAUSE);
      for (WireClient client : clients) {
        boolean _ = client.trySend(chunked ? "1\r\nx\r\n" : "x");
      }
    }
    for (WireClient client : clients) {
      boolean _ = client.trySend(chunked ? "0\r\n\r\n" : "");
    }
  }

  private static Stream<Arguments> dispatchesAndFramings() {
    return dispatches().stream()
        .flatMap(one -> Stream.of(CHUNKED, SIZED).map(framing -> Arguments.of(one, framing)));
  }

  @ParameterizedTest
  @MethodSource("dispatchesAndFramings")
  void goes_on_for_as_long_as_its_handler_lets_it(Dispatch dispatch, String framing)
      throws Exception {
    List<WireClient> clients = new ArrayList<>();
    for (String path : List.of("/live", "/for-ever", "/wrapped")) {
      clients.add(client(dispatch).send(post(path, framing)));
    }
    sendLines(framing, clients);
    for (WireClient client : clients) {
      client.expectResponse(200, "x".repeat(LINES));
    }
  }

  @ParameterizedTest
  @MethodSource("dispatchesAndFramings")
  void is_ended_by_the_least_rate_otherwise(Dispatch dispatch, String framing) throws Exception {
    WireClient client = client(dispatch).send(post("/", framing));
    sendLines(framing, List.of(client));
    client.expectResponse(408);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/live", "/"})
  void of_a_small_length_is_ended_when_nothing_comes(String path) throws Exception {
    client(Dispatch.INLINE).send(post(path, SIZED)).expectResponse(408);
  }

  @Test
  void is_ended_when_nothing_comes_in_the_time_that_its_handler_gives() throws Exception {
    WireClient client = client(Dispatch.INLINE).send(post("/short", CHUNKED));
    client.expectResponse(408);
  }

  @Test
  void cannot_be_given_a_negative_time() throws Exception {
    Server server = server();
    client(server).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    try (Request request = receive(server)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> request.readTimeout(Duration.ofMillis(-1)));
      request.readTimeout(PROGRESS); // of no effect, as there is no body
    }
  }
}
