package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Frames as they may be and as they are sent, RFC 9113 §4 and §6.
class FramesTest extends Http2Test {
  private static final int RESERVED = 0x8000_0000;

  // ---- settings

  @ParameterizedTest(name = "setting {0} of {1}")
  @CsvSource({
    "1, 0",
    "1, 4294967295",
    "2, 0",
    "2, 1",
    "3, 0",
    "3, 4294967295",
    "4, 0",
    "4, 2147483647",
    "5, 16384",
    "5, 16777215",
    "6, 0",
    "6, 4294967295",
    "7, 4294967295",
    "9, 0",
    "9, 1",
    "65535, 4294967295"
  })
  @Covers({"9113-6.5-2", "9113-6.5.2-1", "9113-6.5.2-4", "9113-6.5.2-6", "9113-6.5.3-4"})
  void a_setting_may_have_each_value_within_its_bounds(int identifier, long value)
      throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.settings(identifier, (int) value);
    Frame ack = client.next(Frames.SETTINGS);
    assertThat(ack.has(Frames.ACK)).isTrue();
    assertThat(ack.payload()).isEmpty();
    client.get(1);
    client.decode(client.next(Frames.HEADERS));
    client.window(1, 10);
    assertThat(client.next(Frames.DATA).has(Frames.END_STREAM)).isTrue();
    client.barrier();
  }

  /// The value in between would let the first octets leave.
  @Test
  @Covers({"9113-6.5-4", "9113-6.5.3-3"})
  void settings_are_taken_in_their_order_and_the_last_one_counts() throws Exception {
    TestClient client = h2(_ -> Response.text("abcdef"));
    client.settings(4, 100, 4, 0, 0xF0F0, 7, 4, 3);
    client.get(1);
    assertThat(client.next(Frames.SETTINGS).has(Frames.ACK)).isTrue();
    client.decode(client.next(Frames.HEADERS));
    assertThat(client.next(Frames.DATA).payload()).hasSize(3);
    client.barrier();
  }

  @Test
  @Covers({"9113-6.5-3", "9113-6.5.3-5"})
  void every_settings_frame_is_acknowledged_at_once_and_with_nothing() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.settings().settings(3, 1).settings(4, 5);
    client.ping(1);
    for (int i = 0; i < 3; i++) {
      Frame ack = client.frames().read();
      assertThat(ack.type()).isEqualTo(Frames.SETTINGS);
      assertThat(ack.flags()).isEqualTo(Frames.ACK);
      assertThat(ack.payload()).isEmpty();
    }
    assertThat(client.frames().read().type()).isEqualTo(Frames.PING);
  }

  @Test
  @Covers({"9113-3.4-4", "9113-6.5.2-3", "9218-2.1-2", "9218-2.1-3"})
  void the_preface_of_the_server_is_there_before_any_acknowledgement() throws Exception {
    TestClient client = raw(server(_ -> Response.text("a")));
    client.frames().preface();
    client.settings();
    Frame first = client.frames().read();
    assertThat(first.type()).isEqualTo(Frames.SETTINGS);
    assertThat(first.has(Frames.ACK)).isFalse();
    List<Integer> identifiers = new ArrayList<>();
    for (int at = 0; at < first.payload().length; at += 6) {
      identifiers.add(first.intAt(at) >>> 16);
    }
    assertThat(identifiers)
        .contains(ClientSettings.NO_RFC7540_PRIORITIES)
        .doesNotContain(ClientSettings.ENABLE_PUSH);
    assertThat(client.next(Frames.SETTINGS).has(Frames.ACK)).isTrue();
    client.frame(Frames.SETTINGS, Frames.ACK, 0);
    client.barrier(); // no second SETTINGS change what the first ones have said
  }

  // ---- what is ignored

  static Stream<Arguments> oddFrames() {
    byte[] block = TestClient.block(TestClient.GET);
    return Stream.of(
        Arguments.of("HEADERS", Frames.HEADERS, 0xD2 | 0x05, 1, block),
        Arguments.of("PRIORITY", Frames.PRIORITY, 0xFF, 1, new byte[5]),
        Arguments.of("SETTINGS", Frames.SETTINGS, 0xFE, 0, new byte[0]),
        Arguments.of("PING", Frames.PING, 0xFE, 0, new byte[8]),
        Arguments.of("WINDOW_UPDATE", Frames.WINDOW_UPDATE, 0xFF, 0, new byte[] {0, 0, 0, 1}),
        Arguments.of("a reserved increment", 8, 0, 0, new byte[] {(byte) 0x80, 0, 0, 1}),
        Arguments.of("PRIORITY_UPDATE", 16, 0xFF, 0, new byte[] {0, 0, 0, 9, 'i'}),
        Arguments.of("a reserved target", 16, 0, 0, new byte[] {(byte) 0x80, 0, 0, 9, 'i'}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oddFrames")
  @Covers("9113-4.1-2")
  void flags_without_meaning_and_reserved_bits_change_nothing(
      String what, int type, int flags, int stream, byte[] payload) throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.frame(type, flags, stream | RESERVED, payload);
    if (type == Frames.SETTINGS || type == Frames.PING) {
      assertThat(client.next(type).has(Frames.ACK)).isTrue();
    }
    if (type == Frames.HEADERS) {
      assertThat(client.response(1).status()).isEqualTo(200);
    }
    client.get(3);
    assertThat(client.response(3).status()).isEqualTo(200);
  }

  @Test
  @Covers("9113-4.1-2")
  void flags_without_meaning_on_data_continuation_and_resets_change_nothing() throws Exception {
    TestClient client = h2(request -> Response.text(request.text()));
    byte[] block = TestClient.block(TestClient.POST);
    client.frame(Frames.HEADERS, 0, 1, Arrays.copyOf(block, 9));
    client.frame(
        Frames.CONTINUATION, 0xFF, 1 | RESERVED, Arrays.copyOfRange(block, 9, block.length));
    client.frame(Frames.DATA, 0xF7 & ~Frames.END_STREAM, 1 | RESERVED, new byte[] {'h'});
    client.frame(Frames.DATA, 0xF7, 1 | RESERVED, new byte[] {'i'});
    assertThat(client.response(1).text()).isEqualTo("hi");
    client.headers(3, 0, TestClient.POST);
    client.frame(Frames.RST_STREAM, 0xFF, 3 | RESERVED, new byte[4]);
    client.barrier();
  }

  /// RFC 9113 §7, and RFC 9218 §2.1 for priorities of RFC 7540.
  @Test
  @Covers({"9113-7-1", "9113-5.5-1", "9218-2.1-4"})
  void error_codes_that_are_not_known_are_like_any_other() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.settings(ClientSettings.NO_RFC7540_PRIORITIES, 1);
    client.next(Frames.SETTINGS);
    client.headers(1, 0, TestClient.POST);
    client.frame(Frames.RST_STREAM, 0, 1, new byte[] {1, 2, 3, 4});
    client.frame(Frames.PRIORITY, 0, 3, new byte[] {0, 0, 0, 3, 9}); // depends on itself
    client.frame(
        Frames.HEADERS,
        Frames.PRIORITY_FLAG | Frames.END_HEADERS | Frames.END_STREAM,
        3,
        joined(new byte[] {0, 0, 0, 3, 9}, TestClient.block(TestClient.GET)));
    while (true) {
      Frame frame = client.frames().read();
      if (frame.type() == Frames.HEADERS) {
        client.decode(frame);
      }
      assertThat(frame.type()).isNotEqualTo(Frames.GOAWAY);
      if (frame.stream() == 3 && frame.has(Frames.END_STREAM)) {
        break;
      }
    }
    client.frame(Frames.GOAWAY, 0, 0, new byte[] {0, 0, 0, 0, 9, 9, 9, 9, 'w', 'h', 'y'});
    assertThat(client.next(Frames.GOAWAY).intAt(4)).isZero();
  }

  // ---- sizes and padding

  @Test
  @Covers("9113-4.2-2")
  void frames_of_the_largest_size_are_taken() throws Exception {
    TestClient client =
        h2(request -> Response.text(request.bytes().length + request.header("x").orElse("")));
    byte[] head = TestClient.block(TestClient.with(TestClient.POST, "x", ""));
    int length = 16_384 - head.length - 2;
    byte[] block = TestClient.block(TestClient.with(TestClient.POST, "x", "v".repeat(length)));
    assertThat(block).hasSize(16_384);
    client.frame(Frames.HEADERS, Frames.END_HEADERS, 1, block);
    client.data(1, Frames.END_STREAM, new byte[16_384]);
    assertThat(client.response(1).text()).isEqualTo("16384" + "v".repeat(length));
    client.frame(0xEE, 0, 0, new byte[16_384]);
    client.frame(Frames.GOAWAY, 0, 0, new byte[16_384]);
    client.next(Frames.GOAWAY);
  }

  @Test
  @Covers({"9113-6.1-2", "9113-6.2-3"})
  void padding_may_fill_a_frame_and_is_no_content() throws Exception {
    TestClient client = h2(request -> Response.text(request.text()));
    byte[] block = TestClient.block(TestClient.POST);
    byte[] padded = new byte[1 + block.length + 255];
    padded[0] = (byte) 255;
    System.arraycopy(block, 0, padded, 1, block.length);
    client.frame(Frames.HEADERS, Frames.END_HEADERS | Frames.PADDED, 1, padded);
    client.frame(Frames.DATA, Frames.PADDED, 1, new byte[] {0});
    client.frame(Frames.DATA, Frames.PADDED, 1, new byte[] {2, 0, 0});
    client.frame(Frames.DATA, Frames.PADDED, 1, new byte[] {1, 'h', 7}); // not zero, yet padding
    client.frame(Frames.DATA, Frames.PADDED | Frames.END_STREAM, 1, new byte[] {0, 'i'});
    assertThat(client.response(1).text()).isEqualTo("hi");
  }

  // ---- header blocks

  static Stream<Arguments> interruptions() {
    byte[] block = TestClient.block(TestClient.GET);
    return Stream.of(
        Arguments.of("DATA", new Frame(Frames.DATA, 0, 1, new byte[1])),
        Arguments.of("HEADERS", new Frame(Frames.HEADERS, Frames.END_HEADERS, 1, block)),
        Arguments.of("HEADERS of another", new Frame(1, Frames.END_HEADERS, 3, block)),
        Arguments.of("CONTINUATION of another", new Frame(9, Frames.END_HEADERS, 3, block)),
        Arguments.of("PRIORITY", new Frame(Frames.PRIORITY, 0, 1, new byte[5])),
        Arguments.of("RST_STREAM", new Frame(Frames.RST_STREAM, 0, 1, new byte[4])),
        Arguments.of("SETTINGS", new Frame(Frames.SETTINGS, 0, 0, new byte[0])),
        Arguments.of("ACK", new Frame(Frames.SETTINGS, Frames.ACK, 0, new byte[0])),
        Arguments.of("a setting", new Frame(4, 0, 0, new byte[] {0, 3, 0, 0, 0, 9})),
        Arguments.of("PING", new Frame(Frames.PING, 0, 0, new byte[8])),
        Arguments.of("GOAWAY", new Frame(Frames.GOAWAY, 0, 0, new byte[8])),
        Arguments.of("WINDOW_UPDATE", new Frame(8, 0, 0, new byte[] {0, 0, 0, 1})),
        Arguments.of("PRIORITY_UPDATE", new Frame(16, 0, 0, new byte[] {0, 0, 0, 1, 'i'})),
        Arguments.of("an extension", new Frame(0xEE, 0, 1, new byte[1])),
        Arguments.of("an extension on 0", new Frame(0xEE, 0, 0, new byte[1])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("interruptions")
  @Covers({"9113-4.3-2", "9113-5.5-2", "9113-6.2-2", "9113-6.10-3", "9113-8.1-4"})
  void no_frame_comes_between_the_frames_of_a_header_block(String what, Frame frame)
      throws Exception {
    for (int continued = 0; continued < 2; continued++) {
      TestClient client = h2(_ -> Response.text("a"));
      client.frame(Frames.HEADERS, Frames.END_STREAM, 1, Blocks.hex("82"));
      for (int i = 0; i < continued; i++) {
        client.frame(Frames.CONTINUATION, 0, 1, Blocks.hex("86"));
      }
      client.frames().send(frame.octets());
      isGoAway(client, ErrorCode.PROTOCOL_ERROR);
    }
  }

  @Test
  @Covers({"9113-6.10-2", "9113-4.3-4"})
  void a_header_block_may_come_octet_by_octet() throws Exception {
    TestClient client = h2(request -> Response.text(request.header("x").orElse("")));
    byte[] block = TestClient.block(TestClient.with(TestClient.GET, "x", "y"));
    client.frame(Frames.HEADERS, Frames.END_STREAM, 1);
    for (int i = 0; i < block.length; i++) {
      int flags = i == block.length - 1 ? Frames.END_HEADERS : 0;
      client.frame(Frames.CONTINUATION, flags, 1, block[i]);
    }
    assertThat(client.response(1).text()).isEqualTo("y");
  }

  // ---- what is sent

  /// Everything that a server sends in one conversation of many kinds.
  @Test
  @Covers({"9113-4.1-3", "9113-4.1-4", "9113-4.3-3"})
  void frames_have_the_size_that_every_client_takes_and_only_flags_with_a_meaning()
      throws Exception {
    String large = "v".repeat(40_000);
    Server server = server(request -> Response.text(large).withHeader("X", large));
    TestClient client = raw(server);
    client.greet(4, 1 << 20, 5, 1 << 20);
    client.window(0, 1 << 20);
    client.get(1).get(3);
    client.ping(1);
    int ends = 0;
    for (boolean inBlock = false; ends < 2; ) {
      Frame frame = client.frames().read();
      assertThat(frame.payload().length).isLessThanOrEqualTo(16_384);
      int meaningful =
          switch (frame.type()) {
            case Frames.DATA -> Frames.END_STREAM;
            case Frames.HEADERS -> Frames.END_STREAM | Frames.END_HEADERS;
            case Frames.CONTINUATION -> Frames.END_HEADERS;
            case Frames.PING, Frames.SETTINGS -> Frames.ACK;
            default -> 0;
          };
      assertThat(frame.flags() & ~meaningful).as("%s", frame).isZero();
      assertThat(frame.type() == Frames.CONTINUATION).as("%s", frame).isEqualTo(inBlock);
      if (frame.type() == Frames.HEADERS || frame.type() == Frames.CONTINUATION) {
        inBlock = !frame.has(Frames.END_HEADERS);
      }
      ends += frame.type() == Frames.DATA && frame.has(Frames.END_STREAM) ? 1 : 0;
    }
  }

  @Test
  @Covers({"9113-6.7-3", "9113-6.7-4", "9113-6.7-5"})
  void ping_responses_go_before_content_and_get_none_themselves() throws Exception {
    TestClient client = raw(server(_ -> Response.bytes(new byte[200_000])));
    client.greet(4, 1 << 20);
    client.get(1);
    client.decode(client.next(Frames.HEADERS));
    int count = 0;
    while (count < 65_535) {
      count += client.next(Frames.DATA).payload().length;
    }
    client.frame(Frames.PING, Frames.ACK, 0, new byte[8]);
    client.put(
        out -> {
          Frames.putPing(out, 0, 9);
          Frames.putWindowUpdate(out, 0, 1 << 20);
        });
    Frame pong = client.frames().read();
    assertThat(pong.type()).isEqualTo(Frames.PING);
    assertThat(pong.flags()).isEqualTo(Frames.ACK);
    assertThat(pong.intAt(4)).isEqualTo(9);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
