package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Http2Options;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Windows in both directions, RFC 9113 §5.2 and §6.9.
class FlowControlTest extends Http2Test {
  private static final int LARGE = 300_000;
  private static final int CONNECTION = Http2Options.defaults().connectionWindow();

  private static byte[] octets(int count) {
    byte[] octets = new byte[count];
    for (int i = 0; i < count; i++) {
      octets[i] = (byte) (i * 31 + i / 256);
    }
    return octets;
  }

  /// Reads DATA of one stream until none comes any more.
  private static int readData(TestClient client, int stream) {
    int count = 0;
    client.ping(7);
    while (true) {
      Frame frame = client.frames().read();
      if (frame.type() == Frames.PING) {
        return count;
      }
      if (frame.type() == Frames.DATA) {
        assertThat(frame.stream()).isEqualTo(stream);
        count += frame.payload().length;
      }
    }
  }

  @Test
  @Covers({"9113-6.9.1-1", "9113-5.2.1-1"})
  void a_response_stops_at_the_window_of_its_stream_and_goes_on_when_it_opens() throws Exception {
    for (boolean streamed : new boolean[] {false, true}) {
      byte[] content = octets(LARGE);
      TestClient client =
          h2(_ -> streamed ? Response.stream(out -> out.write(content)) : Response.bytes(content));
      client.window(0, 1 << 20);
      client.get(1);
      client.decode(client.next(Frames.HEADERS));
      int count = 0;
      while (count < 65_535) {
        count += client.next(Frames.DATA).payload().length;
      }
      assertThat(count).isEqualTo(65_535);
      client.barrier();
      client.window(1, 1);
      assertThat(client.next(Frames.DATA).payload()).hasSize(1);
      client.window(1, 1 << 20);
      count++;
      while (true) {
        Frame frame = client.next(Frames.DATA);
        count += frame.payload().length;
        if (frame.has(Frames.END_STREAM)) {
          break;
        }
      }
      assertThat(count).isEqualTo(LARGE);
    }
  }

  @Test
  @Covers("9113-6.9.1-1")
  void responses_share_the_window_of_the_connection() throws Exception {
    TestClient client = raw(server(_ -> Response.bytes(octets(50_000))));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 1 << 20);
    client.get(1).get(3);
    int count = 0;
    while (count < 65_535) {
      Frame frame = client.frames().read();
      count += frame.type() == Frames.DATA ? frame.payload().length : 0;
      if (frame.type() == Frames.HEADERS) {
        client.decode(frame);
      }
    }
    assertThat(count).isEqualTo(65_535);
    client.barrier();
    client.window(0, 100_000);
    while (count < 100_000) {
      count += client.next(Frames.DATA).payload().length;
    }
    assertThat(count).isEqualTo(100_000);
  }

  @Test
  @Covers({"9113-6.5.3-1", "9113-6.9.2-1", "9113-6.9.2-3"})
  void a_change_of_the_initial_window_changes_streams_that_are_open() throws Exception {
    TestClient client = raw(server(_ -> Response.bytes(octets(100))));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 10);
    client.get(1);
    client.decode(client.next(Frames.HEADERS));
    assertThat(client.next(Frames.DATA).payload()).hasSize(10);
    client.settings(ClientSettings.INITIAL_WINDOW_SIZE, 0); // the window is -10 now
    assertThat(client.next(Frames.SETTINGS).has(Frames.ACK)).isTrue();
    client.window(1, 10);
    client.barrier();
    client.window(1, 5);
    assertThat(client.next(Frames.DATA).payload()).hasSize(5);
    client.settings(ClientSettings.INITIAL_WINDOW_SIZE, 1000);
    Frame ack = client.frames().read();
    Frame data = client.frames().read();
    assertThat(ack.type() + data.type()).isEqualTo(Frames.SETTINGS);
    assertThat((ack.type() == Frames.DATA ? ack : data).payload()).hasSize(85);
  }

  @Test
  @Covers({"9113-6.9.1-2", "9113-6.9.2-2"})
  void an_overflow_by_settings_ends_the_connection_and_by_an_update_the_stream() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    receive(server);
    client.window(1, Integer.MAX_VALUE);
    isReset(client, 1, ErrorCode.FLOW_CONTROL_ERROR);
    client.get(3);
    receive(server);
    client.window(3, Integer.MAX_VALUE - 65_535);
    client.settings(ClientSettings.INITIAL_WINDOW_SIZE, 65_536);
    isGoAway(client, ErrorCode.FLOW_CONTROL_ERROR);
  }

  @Test
  @Covers("9113-6.9-1")
  void an_update_of_nothing_resets_the_stream() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    receive(server);
    client.window(1, 0);
    isReset(client, 1, ErrorCode.PROTOCOL_ERROR);
  }

  @Test
  @Covers("9113-6.9.1-3")
  void more_than_the_window_of_a_stream_resets_it() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.POST);
    receive(server);
    for (int i = 0; i < 4; i++) {
      client.data(1, 0, new byte[16_384]);
    }
    isReset(client, 1, ErrorCode.FLOW_CONTROL_ERROR);
    client.barrier();
  }

  /// Bodies that no thread reads hold up no other one, and their credit for the connection is not
  /// lost: padding, streams that are reset, and responses that come early included.
  @Test
  @Covers("9113-6.1-3")
  void no_credit_of_the_connection_is_ever_lost() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    long sent = 0;
    long credit = CONNECTION;
    for (int stream = 1; stream < 400; stream += 2) {
      int kind = stream / 2 % 4;
      client.headers(
          stream,
          0,
          kind == 3 ? TestClient.with(TestClient.POST, "content-length", "1") : TestClient.POST);
      byte[] padded = new byte[10_000];
      padded[0] = (byte) 200;
      client.frame(Frames.DATA, Frames.PADDED, stream, padded);
      sent += padded.length;
      Request request = kind == 3 ? null : receive(server);
      if (kind == 0) {
        client.reset(stream, ErrorCode.CANCEL);
      } else if (kind == 1) {
        client.data(stream, 0, new byte[5_000]);
        sent += 5_000;
        client.reset(stream, ErrorCode.CANCEL);
      }
      if (request != null) {
        request.respond(Response.status(204));
      }
      client.ping(stream);
      while (true) {
        Frame frame = client.frames().read();
        if (frame.type() == Frames.WINDOW_UPDATE && frame.stream() == 0) {
          credit += frame.intAt(0);
        } else if (frame.type() == Frames.PING
            && frame.intAt(4) == stream
            && frame.has(Frames.ACK)) {
          break;
        } else if (frame.type() == Frames.GOAWAY) {
          throw client.frames().failure("the server gave up at " + stream);
        }
      }
    }
    assertThat(sent).isGreaterThan(CONNECTION);
    assertThat(credit - sent).isGreaterThan(CONNECTION / 2);
  }

  @Test
  @Covers("9113-5.2.2-1")
  void an_upload_larger_than_every_window_arrives_whole() throws Exception {
    byte[] body = octets(3 << 20);
    TestClient client =
        h2(request -> Response.text("" + Arrays.hashCode(request.body().readAllBytes())));
    client.headers(1, 0, TestClient.POST);
    int window = 65_535;
    int connection = CONNECTION;
    int at = 0;
    while (at < body.length) {
      int count = Math.min(Math.min(window, connection), Math.min(16_384, body.length - at));
      if (count > 0) {
        int flags = at + count == body.length ? Frames.END_STREAM : 0;
        client.data(1, flags, Arrays.copyOfRange(body, at, at + count));
        at += count;
        window -= count;
        connection -= count;
      }
      while (count == 0 || client.frames().hasInput()) {
        Frame frame = client.frames().read();
        if (frame.type() != Frames.WINDOW_UPDATE) {
          throw client.frames().failure("unexpected " + frame);
        }
        if (frame.stream() == 0) {
          connection += frame.intAt(0);
        } else {
          window += frame.intAt(0);
        }
        count = 1;
      }
    }
    assertThat(client.response(1).text()).isEqualTo("" + Arrays.hashCode(body));
  }

  @Test
  void bodies_go_both_ways_at_once() throws Exception {
    TestClient client =
        h2(
            request -> {
              InputStream body = request.body();
              return Response.status(200)
                  .withBody(
                      Body.written(
                          out -> {
                            byte[] some = new byte[100];
                            for (int count = body.read(some); count >= 0; count = body.read(some)) {
                              out.write(some, 0, count);
                              out.flush();
                            }
                          }));
            });
    client.headers(1, 0, TestClient.POST);
    for (int i = 0; i < 20; i++) {
      client.data(1, 0, "round " + i);
      if (i == 0) {
        client.decode(client.next(Frames.HEADERS));
      }
      assertThat(new String(client.next(Frames.DATA).payload())).isEqualTo("round " + i);
    }
    client.data(1, Frames.END_STREAM);
    Frame last = client.next(Frames.DATA);
    assertThat(last.has(Frames.END_STREAM)).isTrue();
    assertThat(last.payload()).isEmpty();
  }

  @Test
  @Covers("9113-5.2.2-1")
  void a_body_that_no_thread_reads_holds_up_no_other_request() throws Exception {
    var open = new CountDownLatch(1);
    Server server =
        server(
            request -> {
              if (request.path().equals("/unread")) {
                io.github.tinyhttp.testkit.Await.opened(open);
              }
              return Response.text("" + request.bytes().length);
            },
            options().withDispatch(io.github.tinyhttp.Dispatch.VIRTUAL_THREADS));
    TestClient client = h2(server);
    for (int stream = 1; stream < 80; stream += 2) {
      client.headers(stream, 0, TestClient.but(TestClient.POST, ":path", "/unread"));
      for (int i = 0; i < 3; i++) {
        client.data(stream, 0, new byte[16_384]);
      }
    }
    client.headers(101, 0, TestClient.POST);
    client.data(101, Frames.END_STREAM, "abc");
    while (true) {
      Frame frame = client.frames().read();
      if (frame.type() == Frames.HEADERS) {
        client.decode(frame);
      } else if (frame.type() == Frames.DATA) {
        assertThat(frame.stream()).isEqualTo(101);
        assertThat(new String(frame.payload())).isEqualTo("3");
        break;
      }
    }
    open.countDown();
  }

  /// The client may go on for a while, and then is asked to stop without an error.
  @Test
  @Covers("9113-8.1-3")
  void a_body_that_is_not_wanted_ends_with_a_reset_behind_the_response() throws Exception {
    TestClient client = h2(_ -> Response.text("early"));
    client.headers(1, 0, TestClient.POST);
    client.data(1, 0, new byte[10_000]);
    client.decode(client.next(Frames.HEADERS));
    assertThat(client.next(Frames.DATA).has(Frames.END_STREAM)).isTrue();
    Frame ping = client.next(Frames.PING);
    client.data(1, 0, new byte[10_000]);
    client.frame(Frames.PING, Frames.ACK, 0, ping.payload());
    isReset(client, 1, ErrorCode.NO_ERROR);
    client.data(1, Frames.END_STREAM, new byte[10_000]);
    client.barrier();
  }

  @Test
  void content_arrives_as_it_was() throws Exception {
    byte[] content = octets(LARGE);
    TestClient client = raw(server(_ -> Response.bytes(content)));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 1 << 20);
    client.window(0, 1 << 20);
    client.get(1);
    assertThat(client.response(1).content()).isEqualTo(content);
    var all = new ByteArrayOutputStream();
    all.write(content);
    assertThat(all.size()).isEqualTo(LARGE);
    assertThat(readData(client, 1)).isZero();
  }

  @Test
  @Covers({"9113-6.9.1-2", "9113-6.9-3"})
  void windows_may_be_as_large_as_2_to_31_less_1() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    Request request = receive(server);
    client.window(0, Integer.MAX_VALUE - 65_535);
    client.window(1, Integer.MAX_VALUE - 65_535);
    client.barrier();
    request.respond(Response.text("a"));
    assertThat(client.response(1).text()).isEqualTo("a");
    client.get(3);
    receive(server);
    client.window(3, Integer.MAX_VALUE - 65_534);
    isReset(client, 3, ErrorCode.FLOW_CONTROL_ERROR);
    client.window(0, 1); // the octet that was sent
    client.barrier();
    client.window(0, 1);
    isGoAway(client, ErrorCode.FLOW_CONTROL_ERROR);
  }

  /// Frames that are not subject to flow control come through closed windows, and so does the end
  /// of a stream.
  @Test
  @Covers({"9113-6.9-3", "9113-6.9.2-3"})
  void heads_and_ends_need_no_window() throws Exception {
    TestClient client =
        raw(
            server(
                request ->
                    request.path().equals("/empty")
                        ? Response.stream(_ -> {})
                        : Response.stream(out -> out.write(new byte[10]))
                            .withTrailers(io.github.tinyhttp.Headers.of("X-Sum", "1"))));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 0);
    client.headers(1, Frames.END_STREAM, TestClient.but(TestClient.GET, ":path", "/empty"));
    assertThat(client.response(1).content()).isEmpty();
    client.get(3);
    client.decode(client.next(Frames.HEADERS));
    client.barrier();
    client.window(3, 10);
    assertThat(client.next(Frames.DATA).payload()).hasSize(10);
    Frame trailers = client.next(Frames.HEADERS);
    assertThat(trailers.has(Frames.END_STREAM)).isTrue();
    assertThat(client.decode(trailers)).containsExactly("x-sum: 1");
  }

  /// Padding counts, and its credit comes back without a read: a body of padding has no end.
  @Test
  @Covers("9113-6.1-3")
  void padding_is_given_back_though_no_thread_reads() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.POST);
    receive(server);
    byte[] padded = new byte[256];
    padded[0] = (byte) 255;
    int window = 65_535;
    int updates = 0;
    for (int i = 0; i < 2_000; i++) {
      client.frame(Frames.DATA, Frames.PADDED, 1, padded);
      window -= padded.length;
      while (window < padded.length || client.frames().hasInput()) {
        Frame credit = client.next(Frames.WINDOW_UPDATE);
        window += credit.stream() == 1 ? credit.intAt(0) : 0;
        updates++;
      }
    }
    assertThat(updates).as("credit comes in large pieces").isLessThan(60);
  }
}
