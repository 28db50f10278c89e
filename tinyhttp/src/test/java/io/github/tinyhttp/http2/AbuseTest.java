package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

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

  /// The client makes the server reset: CVE-2025-8671.
  @Test
  @Covers("9113-10.5-1")
  void ten_thousand_mistakes_are_too_much() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    isTooMuch(
        client,
        10_000,
        i ->
            joined(
                frame(
                    Frames.HEADERS,
                    Frames.END_HEADERS,
                    1 + 2 * i,
                    TestClient.block(TestClient.POST)),
                frame(Frames.WINDOW_UPDATE, 0, 1 + 2 * i, new byte[4])));
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
}
