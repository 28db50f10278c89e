package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A response that is given while the request's body still comes, RFC 9112 §9.3 and §9.6: it
/// reaches a client that is still sending, and the connection says what becomes of it.
class EarlyResponseTest extends SocketTest {
  private static final int LARGE = 8_000_000;
  private static final String GET = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

  private static List<Dispatch> dispatches() {
    return List.of(Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS);
  }

  private static String post(String fields) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n";
  }

  private WireClient client(int status, Dispatch dispatch) throws IOException {
    Server server =
        server(
            request ->
                request.path().equals("/next")
                    ? Response.text("next")
                    : Response.text("early").withStatus(status),
            options().withDispatch(dispatch));
    return client(server);
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void reaches_a_client_that_goes_on_to_send_a_body_too_long_to_skip(Dispatch dispatch)
      throws Exception {
    WireClient client = client(413, dispatch).send(post("Content-Length: " + LARGE));
    for (int sent = 0; sent < LARGE; sent += 100_000) {
      client.send(new byte[100_000]); // all of it: the end must not be a reset
    }
    WireResponse response = client.expectResponse(413, "early");
    assertThat(response.announcesClose()).isTrue();
    client.expectClosed();
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void comes_before_the_rest_of_a_short_body_which_is_skipped(Dispatch dispatch) throws Exception {
    WireClient client = client(200, dispatch).send(post("Content-Length: 200000") + "begin");
    assertThat(client.expectResponse(200, "early").announcesClose()).isFalse();
    client.send(new byte[200_000 - 5]).send(GET).expectResponse(200, "next");
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void comes_before_the_rest_of_a_chunked_body_which_is_skipped(Dispatch dispatch)
      throws Exception {
    WireClient client = client(413, dispatch).send(post("Transfer-Encoding: chunked") + "5\r\nbe");
    assertThat(client.expectResponse(413, "early").announcesClose()).isFalse();
    client.send("gin\r\n0\r\nX: y\r\n\r\n").send(GET).expectResponse(200, "next");
  }

  @Test
  void does_not_wait_for_a_chunked_body_without_end() throws Exception {
    WireClient client = client(413, Dispatch.AUTO).send(post("Transfer-Encoding: chunked"));
    client.expectResponse(413, "early");
    String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
    boolean open = true;
    for (int i = 0; open && i < 10_000; i++) {
      open = client.trySend(chunk);
    }
    assertThat(open).as("it was cut off").isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 413})
  void spares_a_client_that_waits_for_a_100_its_body(int status) throws Exception {
    WireClient client =
        client(status, Dispatch.AUTO)
            .send(post("Content-Length: " + LARGE + "\r\nExpect: 100-continue"));
    assertThat(client.expectResponse(status, "early").announcesClose()).isTrue();
    client.expectClosed();
  }

  @Test
  void reaches_an_old_client() throws Exception {
    WireClient client = client(413, Dispatch.AUTO);
    client.send("POST / HTTP/1.0\r\nContent-Length: " + LARGE + "\r\n\r\n");
    for (int sent = 0; sent < LARGE; sent += 100_000) {
      client.send(new byte[100_000]);
    }
    client.expectResponse(413, "early");
    client.expectClosed();
  }
}
