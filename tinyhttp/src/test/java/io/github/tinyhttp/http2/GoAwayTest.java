package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What a client learns of its requests when a connection ends, RFC 9113 §5.4, §6.8 and §8.7.
class GoAwayTest extends Http2Test {
  @Test
  @Covers({"9113-5.4.1-3", "9113-6.8-5", "9113-6.8-6", "9113-9.1-1"})
  void a_client_that_says_goaway_hears_which_streams_were_handled() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    Request request = receive(server);
    client.put(out -> Frames.putGoAway(out, 0, ErrorCode.NO_ERROR, "bye"));
    client.barrier();
    request.respond(Response.text("a"));
    assertThat(client.response(1).text()).isEqualTo("a");
    Frame last = client.next(Frames.GOAWAY);
    assertThat(last.intAt(0)).isEqualTo(1);
    assertThat(last.intAt(4)).isZero();
    assertThat(client.frames().readOrEnd()).isNull();
  }

  @Test
  @Covers({"9113-5.4.1-3", "9113-6.8-5"})
  void a_client_that_shuts_down_its_side_hears_which_streams_were_handled() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.get(1).get(3);
    client.frames().halfClose();
    assertThat(client.response(1).text()).isEqualTo("a");
    assertThat(client.response(3).text()).isEqualTo("a");
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isEqualTo(3);
    assertThat(client.frames().endsSoon()).isTrue();
  }

  /// A second reason after the first GOAWAY, and a stream that was opened in between.
  @Test
  @Covers({"9113-6.8-4", "9113-8.7-3"})
  void no_goaway_names_a_higher_stream_than_one_before() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    receive(server);
    Future<Boolean> _ = shuttingDown(server);
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isEqualTo(Integer.MAX_VALUE);
    Frame ping = client.next(Frames.PING);
    client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isEqualTo(1);
    client.get(3).get(5);
    client.frame(Frames.PING, 0, 1, new byte[8]); // no PING has a stream
    Frame error = client.next(Frames.GOAWAY);
    assertThat(error.intAt(0)).isEqualTo(1);
    assertThat(error.intAt(4)).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
    assertThat(client.frames().endsSoon()).isTrue();
  }

  /// The table of HPACK and the window of the connection go on, for the streams that are left.
  @Test
  @Covers({"9113-6.8-8", "9113-6.9-5"})
  void what_comes_on_streams_behind_goaway_is_passed_over_and_counted() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.POST);
    Request request = receive(server);
    Future<Boolean> _ = shuttingDown(server);
    client.next(Frames.GOAWAY);
    Frame ping = client.next(Frames.PING);
    client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isEqualTo(1);
    byte[] head = TestClient.block(TestClient.POST);
    byte[] indexing = Blocks.hex("40 01 78 01 79"); // x: y goes into the table
    byte[] block = java.util.Arrays.copyOf(head, head.length + indexing.length);
    System.arraycopy(indexing, 0, block, head.length, indexing.length);
    client.frame(Frames.HEADERS, Frames.END_HEADERS, 3, block);
    for (int i = 0; i < 32; i++) {
      client.data(3, 0, new byte[16_384]);
    }
    client.frame(
        Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 1, Blocks.hex("be")); // trailers
    assertThat(request.text()).isEmpty();
    assertThat(request.trailers().first("x")).contains("y");
    Frame credit = client.frames().read();
    while (credit.stream() != 0) { // the body of the first stream was asked for
      credit = client.frames().read();
    }
    assertThat(credit.type()).isEqualTo(Frames.WINDOW_UPDATE);
    request.respond(Response.text("first"));
    assertThat(client.response(1).text()).isEqualTo("first");
  }

  @Test
  @Covers({"9113-5.4-1", "9113-5.4-2", "9113-5.4-3", "9113-5.4.1-2"})
  void of_many_faults_one_is_told_and_the_connection_is_closed() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.put(
        out -> {
          Frames.putHead(out, 0, Frames.PING, 0, 1);
          Frames.putHead(out, 0, Frames.DATA, 0, 0);
          Frames.putHead(out, 1, Frames.SETTINGS, 0, 3);
          out.put(new byte[1]);
        });
    Frame first = client.next(Frames.GOAWAY);
    assertThat(first.intAt(4)).isEqualTo(ErrorCode.PROTOCOL_ERROR.code());
    assertThat(client.frames().readOrEnd()).isNull();
  }

  /// A request that was passed to the application is never called unprocessed.
  @Test
  @Covers({"9113-8.7-1", "9113-8.7-2"})
  void only_requests_that_no_handler_has_seen_are_said_to_be_unprocessed() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(options().withLimits(Limits.defaults().withStreams(1)))
                .start());
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.POST);
    Request request = receive(server);
    client.get(3);
    isReset(client, 3, ErrorCode.REFUSED_STREAM);
    assertThat(server.receive(Duration.ZERO)).isEmpty();
    client.frames().send(new byte[] {0, 0, 0, Frames.PING, 0, 0, 0, 0, 0});
    assertThat(client.next(Frames.GOAWAY).intAt(0)).isEqualTo(1);
    request.respond(Response.text("too late"));
  }
}
