package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is used or said after its end: the stream of a response that is sent, and a connection that
/// is over.
class KeptStreamTest extends Http2Test {
  private final AtomicReference<OutputStream> kept = new AtomicReference<>();

  private Response keeping() {
    return Response.stream(
        out -> {
          out.write("all".getBytes(StandardCharsets.US_ASCII));
          kept.set(out);
        });
  }

  /// Not into the next response, above all.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothing_is_written_behind_the_end_of_a_response(boolean second) throws Exception {
    Server server = server(_ -> keeping(), options().withDispatch(Dispatch.VIRTUAL_THREADS));
    if (second) {
      TestClient client = h2(server);
      client.get(1);
      assertThat(client.response(1).text()).isEqualTo("all");
    } else {
      client(server).sendLines("GET / HTTP/1.1\nHost: a\n\n").expectResponse(200, "all");
    }
    OutputStream out = kept.get();
    out.flush();
    assertThatIOException().isThrownBy(() -> out.write(new byte[1]));
    assertThatIOException().isThrownBy(() -> out.write(new byte[100_000]));
    out.flush();
  }

  /// A client whose connection has failed may have sent more before it knew.
  @Test
  void what_comes_after_a_failure_of_the_connection_is_passed_over() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.frame(Frames.PING, 0, 1, new byte[8]); // of a stream
    assertThat(client.next(Frames.GOAWAY).intAt(4)).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
    for (int stream = 1; stream < 20; stream += 2) {
      client.get(stream);
      Await.atLeast(Duration.ofMillis(2)); // so that some come by themselves
    }
    client.frames().halfClose();
    assertThat(client.frames().readOrEnd()).isNull();
  }

  private static Future<Boolean> ends(Server server) {
    return inBackground(() -> server.shutdown(Duration.ofSeconds(20)));
  }

  /// RFC 9113 §6.8: the last stream is told when the client has had time to know.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_client_that_goes_on_after_the_end_of_a_server_is_passed_over(boolean asked)
      throws Exception {
    Server server = server(_ -> Response.text("a"), options());
    TestClient client = h2(server);
    if (asked) {
      client.get(1);
      assertThat(client.response(1).text()).isEqualTo("a");
    }
    Future<Boolean> ending = ends(server);
    client.next(Frames.GOAWAY);
    Frame ping = client.next(Frames.PING);
    client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isEqualTo(asked ? 1 : 0);
    for (int stream = 3; stream < 20; stream += 2) {
      client.get(stream);
      Await.atLeast(Duration.ofMillis(2)); // so that some come by themselves
    }
    client.frames().halfClose();
    assertThat(client.frames().readOrEnd()).isNull();
    assertThat(result(ending)).isTrue();
  }

  /// A client that acknowledges it twice is told the last stream once.
  @Test
  void a_second_acknowledgement_of_the_farewell_changes_nothing() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    var request = receive(server);
    Future<Boolean> ending = ends(server);
    client.next(Frames.GOAWAY);
    Frame ping = client.next(Frames.PING);
    client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
    client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
    client.frame(Frames.PING, Frames.ACK, 0, new byte[8]);
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isEqualTo(1);
    client.barrier();
    request.respond(Response.text("a"));
    assertThat(client.response(1).text()).isEqualTo("a");
    client.frames().halfClose();
    assertThat(client.frames().readOrEnd()).isNull();
    assertThat(result(ending)).isTrue();
  }
}
