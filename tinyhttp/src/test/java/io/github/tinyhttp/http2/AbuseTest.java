package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a client can ask for without end, and what an honest one asks for, RFC 9113 §10.5.
class AbuseTest extends Http2Test {
  /// Sends frames until the server has enough, and has said why.
  private static void isTooMuch(TestClient client, int most, IntFunction<byte[]> frames) {
    boolean open = true;
    for (int i = 0; open && i < most; i++) {
      open = client.frames().trySend(frames.apply(i));
      if (i % 100 == 0) {
        while (client.frames().hasInput()) {
          Frame frame = client.frames().readOrEnd();
          if (frame == null || frame.type() == Frames.GOAWAY) {
            assertThat(frame).isNotNull();
            assertThat(frame.intAt(4)).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM.code());
            return;
          }
        }
      }
    }
    assertThat(client.frames().endsSoon()).isTrue();
  }

  private static byte[] frame(int type, int flags, int stream, byte... payload) {
    return new Frame(type, flags, stream, payload).octets();
  }

  private static byte[] joined(byte[]... frames) {
    var all = new java.io.ByteArrayOutputStream();
    for (byte[] one : frames) {
      all.writeBytes(one);
    }
    return all.toByteArray();
  }

  private static byte[] get(int stream) {
    return frame(
        Frames.HEADERS,
        Frames.END_STREAM | Frames.END_HEADERS,
        stream,
        TestClient.block(TestClient.GET));
  }

  @Test
  @Covers("9113-10.5-1")
  void ten_thousand_rapid_resets_are_too_much_and_cost_few_handlers() throws Exception {
    var handled = new AtomicInteger();
    TestClient client =
        h2(
            _ -> {
              handled.incrementAndGet();
              return Response.text("a");
            });
    isTooMuch(
        client,
        10_000,
        i -> joined(get(1 + 2 * i), frame(Frames.RST_STREAM, 0, 1 + 2 * i, new byte[4])));
    assertThat(handled.get()).isLessThan(2_000);
  }

  /// The client makes the server reset, in each way that there is: CVE-2025-8671.
  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  @Covers("9113-10.5-1")
  void ten_thousand_mistakes_are_too_much(String what, int flags, IntFunction<byte[]> mistake)
      throws Exception {
    Server server = server(); // no response comes before the reset
    TestClient client = h2(server);
    isTooMuch(
        client,
        10_000,
        i ->
            joined(
                frame(
                    Frames.HEADERS,
                    Frames.END_HEADERS | flags,
                    1 + 2 * i,
                    TestClient.block(TestClient.with(TestClient.POST, "x", what))),
                mistake.apply(1 + 2 * i)));
  }

  private static Arguments mistake(String what, int flags, IntFunction<byte[]> mistake) {
    return Arguments.of(what, flags, mistake);
  }

  static Stream<Arguments> mistakes() {
    byte[] most = {0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};
    byte[] get = TestClient.block(TestClient.GET);
    return Stream.of(
        mistake("a window changed by nothing", 0, id -> frame(8, 0, id, new byte[4])),
        mistake("a window too large", 0, id -> frame(8, 0, id, most)),
        mistake("PRIORITY of 4 octets", 0, id -> frame(Frames.PRIORITY, 0, id, new byte[4])),
        mistake("DATA behind the end", Frames.END_STREAM, id -> frame(0, 0, id, new byte[1])),
        mistake("HEADERS behind the end", Frames.END_STREAM, id -> frame(1, 4, id, get)),
        mistake("HEADERS that do not end", 0, id -> frame(1, 4, id, get)),
        mistake("malformed trailers", 0, id -> frame(1, 5, id, TestClient.block("A", "b"))),
        mistake("more than the window", 0, AbuseTest::tooMuchData));
  }

  private static byte[] tooMuchData(int id) {
    byte[] data = frame(Frames.DATA, 0, id, new byte[16_384]);
    return joined(data, data, data, data);
  }

  @Test
  @Covers("9113-10.5-1")
  void a_hundred_thousand_pings_are_too_much() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    isTooMuch(client, 100_000, _ -> frame(Frames.PING, 0, 0, new byte[8]));
  }

  @Test
  @Covers("9113-10.5-1")
  void settings_without_end_are_too_much() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    isTooMuch(client, 100_000, _ -> frame(Frames.SETTINGS, 0, 0));
  }

  @Test
  @Covers("9113-10.5-1")
  void empty_data_without_end_are_too_much() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.POST);
    isTooMuch(client, 100_000, _ -> frame(Frames.DATA, 0, 1));
  }

  @Test
  void priorities_without_end_are_too_much() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    isTooMuch(client, 200_000, i -> frame(Frames.PRIORITY, 0, 1 + 2 * i, new byte[5]));
  }

  /// A browser that leaves a page.
  @Test
  void two_hundred_requests_may_be_cancelled_at_once() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    int stream = 1;
    for (int round = 0; round < 4; round++) {
      int first = stream;
      for (; stream < first + 100; stream += 2) {
        client.get(stream);
        receive(server).respond(Response.bytes(new byte[70_000]));
      }
      for (int i = first; i < stream; i += 2) {
        client.reset(i, ErrorCode.CANCEL);
      }
    }
    client.window(0, 1 << 20);
    client.ping(1);
    while (true) {
      Frame frame = client.frames().read();
      assertThat(frame.type()).isNotEqualTo(Frames.GOAWAY);
      if (frame.type() == Frames.PING) {
        break;
      }
    }
  }

  /// Messages of gRPC: one small frame each, with a PING now and then.
  @Test
  void small_messages_may_come_without_end() throws Exception {
    TestClient client = h2(request -> Response.text("" + request.body().readAllBytes().length));
    client.headers(1, 0, TestClient.POST);
    byte[] many = new byte[0];
    for (int i = 0; i < 100; i++) {
      many = joined(many, frame(Frames.DATA, 0, 1, new byte[6]));
    }
    for (int i = 0; i < 100; i++) {
      client.frames().send(many);
    }
    client.data(1, Frames.END_STREAM);
    assertThat(client.response(1).text()).isEqualTo("60000");
  }

  @Test
  void a_list_of_fields_that_grows_when_it_is_decoded_is_bounded() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    // one entry of 4,000 octets, 16,000 times: 64 MB in one frame
    byte[] large = TestClient.block("x", "v".repeat(4_000));
    large[0] = 0x40;
    byte[] bomb = new byte[12_000];
    java.util.Arrays.fill(bomb, (byte) 0xBE);
    client.frame(
        Frames.HEADERS,
        Frames.END_HEADERS | Frames.END_STREAM,
        1,
        joined(TestClient.block(TestClient.GET), large, bomb));
    assertThat(client.response(1).status()).isEqualTo(431);
  }

  /// The client asks, and never reads: what is kept for it is bounded, and others are served.
  @Test
  void a_client_that_does_not_read_gets_no_more_replies() throws Exception {
    Server server = server(_ -> Response.bytes(new byte[200_000]));
    TestClient client = raw(server);
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
    client.window(0, Integer.MAX_VALUE - 65_535);
    for (int stream = 1; stream < 200; stream += 2) {
      client.get(stream);
    }
    TestClient other = h2(server);
    other.window(0, 1 << 20);
    other.window(0, 1 << 20);
    other.get(1);
    other.window(1, 1 << 20);
    assertThat(other.response(1).content()).hasSize(200_000);
    int streams = 0;
    while (streams < 100) {
      Frame frame = client.frames().read();
      streams += frame.type() == Frames.DATA && frame.has(Frames.END_STREAM) ? 1 : 0;
    }
  }

  /// Each frame is passed over, and brings the server nothing but work.
  @ParameterizedTest(name = "{0}")
  @MethodSource("uselessFrames")
  @Covers("9113-10.5-1")
  void frames_that_change_nothing_are_too_much_at_some_time(String what, byte[] frame)
      throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.POST);
    receive(server);
    client.window(1, 0);
    isReset(client, 1, ErrorCode.PROTOCOL_ERROR);
    byte[] hundred = new byte[0];
    for (int i = 0; i < 100; i++) {
      hundred = joined(hundred, frame);
    }
    byte[] many = hundred;
    isTooMuch(client, 3_000, _ -> many);
  }

  static Stream<Arguments> uselessFrames() {
    return Stream.of(
        Arguments.of("empty DATA of a closed stream", frame(Frames.DATA, 0, 1)),
        Arguments.of("the end of a closed stream", frame(Frames.DATA, Frames.END_STREAM, 1)),
        Arguments.of("HEADERS of a closed stream", frame(1, Frames.END_HEADERS, 1, (byte) 0x82)),
        Arguments.of("RST_STREAM of a closed stream", frame(Frames.RST_STREAM, 0, 1, new byte[4])),
        Arguments.of("WINDOW_UPDATE of a closed stream", frame(8, 0, 1, new byte[] {0, 0, 0, 1})),
        Arguments.of("responses to no PING", frame(Frames.PING, Frames.ACK, 0, new byte[8])),
        Arguments.of("acknowledgements", frame(Frames.SETTINGS, Frames.ACK, 0)),
        Arguments.of("extensions", frame(0xEE, 0, 0)),
        Arguments.of("PRIORITY_UPDATE", frame(16, 0, 0, new byte[] {0, 0, 0, 9, 'i'})),
        Arguments.of("WINDOW_UPDATE of the connection", frame(8, 0, 0, new byte[] {0, 0, 0, 1})));
  }

  /// RFC 9113 §10.5: the same setting many times in one frame, with a hundred streams to adjust.
  @Test
  @Covers("9113-10.5-1")
  void settings_that_change_again_and_again_in_one_frame_are_too_much() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    for (int stream = 1; stream < 200; stream += 2) {
      client.headers(stream, 0, TestClient.POST);
    }
    byte[] pairs = new byte[16_380];
    for (int at = 0; at < pairs.length; at += 6) {
      pairs[at + 1] = 4;
      pairs[at + 5] = (byte) (at / 6 & 1);
    }
    isTooMuch(client, 50, _ -> frame(Frames.SETTINGS, 0, 0, pairs));
  }

  /// CVE-2019-9511: windows of one octet, opened one by one.
  @Test
  @Covers("9113-10.5-1")
  void content_octet_by_octet_is_too_much() throws Exception {
    TestClient client = raw(server(_ -> Response.bytes(new byte[1 << 20])));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 0);
    client.get(1);
    isTooMuch(client, 100_000, _ -> frame(8, 0, 1, new byte[] {0, 0, 0, 1}));
  }

  /// A conversation in small messages, whose client gives credit for each at once: of the stream
  /// and of the connection.
  @Test
  void small_messages_may_be_acknowledged_one_by_one_without_end() throws Exception {
    Server server =
        server(
            request ->
                Response.stream(
                    out -> {
                      byte[] some = new byte[100];
                      InputStream body = request.body();
                      for (int count = body.read(some); count >= 0; count = body.read(some)) {
                        out.write(some, 0, count);
                        out.flush();
                      }
                    }));
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.POST);
    for (int i = 0; i < 10_000; i++) {
      client.frames().renewDeadline();
      client.data(1, 0, "message");
      Frame frame = client.frames().read();
      while (frame.type() != Frames.DATA) {
        assertThat(frame.type()).isNotEqualTo(Frames.GOAWAY);
        if (frame.type() == Frames.HEADERS) {
          client.decode(frame);
        }
        frame = client.frames().read();
      }
      client.window(0, 7).window(1, 7);
    }
  }

  /// A server that resets many streams remembers the last ones, and takes frames of older ones for
  /// late, not for a fault.
  @Test
  @Covers("9113-5.1-3")
  void frames_of_many_streams_that_were_reset_may_come_late() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(options().withLimits(Limits.defaults().withStreams(1)))
                .start());
    TestClient client = h2(server);
    client.get(1);
    receive(server);
    for (int stream = 3; stream < 803; stream += 2) {
      client.headers(stream, 0, TestClient.POST);
      isReset(client, stream, ErrorCode.REFUSED_STREAM);
    }
    for (int stream = 3; stream < 803; stream += 2) {
      client.data(stream, Frames.END_STREAM, "late");
    }
    client.barrier();
  }

  /// CVE-2025-8671: the handlers of streams that the client makes the server reset go on to count.
  @Test
  @Covers("9113-10.5-1")
  void requests_whose_streams_the_server_must_reset_run_no_more_handlers_than_streams()
      throws Exception {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var open = new java.util.concurrent.CountDownLatch(1);
    Server server =
        server(
            _ -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              io.github.tinyhttp.testkit.Await.opened(open);
              running.decrementAndGet();
              return Response.text("a");
            },
            options()
                .withLimits(Limits.defaults().withStreams(10))
                .withDispatch(io.github.tinyhttp.Dispatch.VIRTUAL_THREADS));
    TestClient client = h2(server);
    for (int stream = 1; stream < 300; stream += 2) {
      client.get(stream);
      client.frames().send(frame(8, 0, stream, new byte[4]));
    }
    client.ping(1);
    while (client.frames().read().type() != Frames.PING) {
      // RST_STREAM
    }
    assertThat(most).hasValueLessThanOrEqualTo(10);
    open.countDown();
  }

  /// Pages with many resources, as a browser asks for them, and each with a credit of its own.
  @Test
  void ten_thousand_requests_with_all_their_frames_are_no_abuse() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    for (int stream = 1; stream < 20_000; stream += 2) {
      client.frame(16, 0, 0, new byte[] {0, 0, (byte) (stream >> 8), (byte) stream, 'i'});
      client.get(stream).window(stream, 100).window(0, 1);
      if (stream % 5 == 0) {
        client.ping(stream);
        client.frames().renewDeadline();
        while (client.frames().read().type() != Frames.PING) {
          // responses
        }
      }
    }
  }
}
