package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// How a connection begins, and what ends it: RFC 9113 §3.4, §4, §5.4.1, §6.
class ConnectionTest extends Http2Test {
  @Test
  @Covers("9113-3.3-1")
  void a_request_gets_its_response() throws Exception {
    TestClient client = h2(request -> Response.text(request + " " + request.host().orElse("")));
    client.get(1);
    var response = client.response(1);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("GET / HTTP/2 a");
    assertThat(response.field("content-length")).isEqualTo("14");
    assertThat(response.field("content-type")).isEqualTo("text/plain; charset=utf-8");
  }

  @Test
  @Covers("9113-3.4-1")
  void settings_come_first_and_say_what_is_taken() throws Exception {
    TestClient client = raw(server(_ -> Response.text("a")));
    client.frames().preface();
    client.settings();
    Frame first = client.frames().read();
    assertThat(first.name()).isEqualTo("SETTINGS");
    assertThat(first.flags()).isZero();
    assertThat(first.intAt(2)).isEqualTo(100); // MAX_CONCURRENT_STREAMS
    Frame window = client.frames().read();
    assertThat(window.name()).isEqualTo("WINDOW_UPDATE");
    assertThat(window.stream()).isZero();
    assertThat(window.intAt(0)).isEqualTo((1 << 20) - 65_535);
  }

  /// The client may send everything at once, and the octets may come one by one.
  @Test
  @Covers("9113-3.3-1")
  void frames_may_come_in_any_pieces() throws Exception {
    Server server = server(request -> Response.text(request.text()));
    byte[] all = conversation();
    for (int cut = 1; cut < all.length; cut++) {
      TestClient client = raw(server);
      client.frames().send(Arrays.copyOf(all, cut));
      client.frames().send(Arrays.copyOfRange(all, cut, all.length));
      respondsToConversation(client);
      client.close();
    }
    TestClient client = raw(server);
    for (byte octet : all) {
      client.frames().send(new byte[] {octet});
    }
    respondsToConversation(client);
  }

  private static byte[] conversation() {
    byte[] settings = new Frame(Frames.SETTINGS, 0, 0, new byte[0]).octets();
    byte[] headers =
        new Frame(
                Frames.HEADERS,
                Frames.END_HEADERS,
                1,
                TestClient.block(TestClient.with(TestClient.POST, "content-length", "5")))
            .octets();
    byte[] data =
        new Frame(Frames.DATA, Frames.END_STREAM, 1, "hello".getBytes(StandardCharsets.US_ASCII))
            .octets();
    var all = new java.io.ByteArrayOutputStream();
    Stream.of(FrameClient.PREFACE, settings, headers, data).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static void respondsToConversation(TestClient client) {
    client.next(Frames.SETTINGS);
    client.next(Frames.SETTINGS);
    assertThat(client.response(1).text()).isEqualTo("hello");
  }

  @Test
  void what_is_no_preface_is_served_as_http_1() throws Exception {
    TestClient client = raw(server(request -> Response.text(request.version().toString())));
    client.frames().send("PRI".getBytes(StandardCharsets.US_ASCII));
    client.frames().send("NT / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] octets = new byte[17];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = client.frames().readOctet();
    }
    assertThat(new String(octets, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200 OK");
  }

  @Test
  void an_upgrade_to_h2c_is_ignored() throws Exception {
    var response =
        responseOf(
            request -> Response.text(request.version().toString()),
            """
            GET / HTTP/1.1
            Host: a
            Connection: Upgrade, HTTP2-Settings
            Upgrade: h2c
            HTTP2-Settings: AAMAAABkAAQAAP__

            """);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("HTTP/1.1");
  }

  @Test
  void a_listener_that_speaks_http_1_only_refuses_the_preface() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .listen(io.github.tinyhttp.Listener.on(0).withVersions(HttpVersion.HTTP_1_1))
                .handler(_ -> Response.text("a"))
                .start());
    TestClient client = raw(server);
    client.frames().send(FrameClient.PREFACE);
    assertThat((char) client.frames().readOctet()).isEqualTo('H');
  }

  @Test
  @Covers("9113-3.4-2")
  void a_listener_that_speaks_http_2_only_knows_no_http_1() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .hosts("*")
                .listen(io.github.tinyhttp.Listener.on(0).withVersions(HttpVersion.HTTP_2))
                .handler(_ -> Response.text("a"))
                .start());
    TestClient client = h2(server);
    client.get(1);
    assertThat(client.response(1).text()).isEqualTo("a");
    TestClient old = raw(server);
    old.frames().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    old.next(Frames.SETTINGS);
    isGoAway(old, ErrorCode.PROTOCOL_ERROR);
  }

  @Test
  @Covers("9113-6.7-1")
  void a_ping_gets_its_octets_back() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.ping(0x1234_5678_9ABC_DEF0L);
    Frame pong = client.next(Frames.PING);
    assertThat(pong.has(Frames.ACK)).isTrue();
    assertThat(pong.intAt(0)).isEqualTo(0x1234_5678);
    assertThat(pong.intAt(4)).isEqualTo(0x9ABC_DEF0);
  }

  @Test
  @Covers({"9113-4.1-1", "9113-4.1-2", "9113-5.5-1"})
  void frames_settings_and_flags_that_are_not_known_are_ignored() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.frame(0xEE, 0xFF, 5, new byte[] {1, 2, 3});
    client.frame(0xEE, 0, 0);
    client.settings(0xF000, 7);
    assertThat(client.next(Frames.SETTINGS).has(Frames.ACK)).isTrue();
    client.frame(Frames.PING, 0xFE & ~Frames.ACK, 0, new byte[8]);
    assertThat(client.next(Frames.PING).has(Frames.ACK)).isTrue();
    client.frame(
        Frames.HEADERS,
        0x50 | Frames.END_HEADERS | Frames.END_STREAM,
        0x8000_0001,
        TestClient.block(TestClient.GET));
    assertThat(client.response(1).status()).isEqualTo(200);
  }

  static Stream<Arguments> faults() {
    byte[] eight = new byte[8];
    return Stream.of(
        fault("DATA on stream 0", ErrorCode.PROTOCOL_ERROR, 0, 0, 0, 1),
        fault("DATA on an idle stream", ErrorCode.PROTOCOL_ERROR, 0, 0, 1, 1),
        fault("DATA with too much padding", ErrorCode.PROTOCOL_ERROR, 0, 8, 1, 5, 1, 2),
        fault("padded DATA of no octets", ErrorCode.FRAME_SIZE_ERROR, 0, 8, 1),
        fault("HEADERS on stream 0", ErrorCode.PROTOCOL_ERROR, 1, 5, 0, 0x82),
        fault("HEADERS on an even stream", ErrorCode.PROTOCOL_ERROR, 1, 5, 2, 0x82),
        fault("HEADERS with too much padding", ErrorCode.PROTOCOL_ERROR, 1, 0xD, 1, 9, 0x82),
        fault("HEADERS too short for their priority", ErrorCode.FRAME_SIZE_ERROR, 1, 0x25, 1, 1),
        fault("HEADERS that cannot be decoded", ErrorCode.COMPRESSION_ERROR, 1, 5, 1, 0xBE),
        fault("PRIORITY on stream 0", ErrorCode.PROTOCOL_ERROR, 2, 0, 0, 0, 0, 0, 0, 0),
        fault("PRIORITY too short on idle", ErrorCode.FRAME_SIZE_ERROR, 2, 0, 1, 0, 0, 0, 0),
        fault("RST_STREAM on stream 0", ErrorCode.PROTOCOL_ERROR, 3, 0, 0, 0, 0, 0, 0),
        fault("RST_STREAM too short", ErrorCode.FRAME_SIZE_ERROR, 3, 0, 1, 0, 0, 0),
        fault("RST_STREAM on idle", ErrorCode.PROTOCOL_ERROR, 3, 0, 1, 0, 0, 0, 0),
        fault("SETTINGS on a stream", ErrorCode.PROTOCOL_ERROR, 4, 0, 1),
        fault("SETTINGS of 5 octets", ErrorCode.FRAME_SIZE_ERROR, 4, 0, 0, 0, 1, 0, 0, 0),
        fault("ACK with values", ErrorCode.FRAME_SIZE_ERROR, 4, 1, 0, 0, 1, 0, 0, 0, 0),
        fault("ENABLE_PUSH of 2", ErrorCode.PROTOCOL_ERROR, 4, 0, 0, 0, 2, 0, 0, 0, 2),
        fault("a window of 2^31", ErrorCode.FLOW_CONTROL_ERROR, 4, 0, 0, 0, 4, 0x80, 0, 0, 0),
        fault("frames of 2^14 - 1", ErrorCode.PROTOCOL_ERROR, 4, 0, 0, 0, 5, 0, 0, 0x3F, 0xFF),
        fault("frames of 2^24", ErrorCode.PROTOCOL_ERROR, 4, 0, 0, 0, 5, 1, 0, 0, 0),
        fault("priorities that are neither", ErrorCode.PROTOCOL_ERROR, 4, 0, 0, 0, 9, 0, 0, 0, 2),
        fault("PUSH_PROMISE", ErrorCode.PROTOCOL_ERROR, 5, 4, 1, 0, 0, 0, 2, 0x82),
        fault("PING on a stream", ErrorCode.PROTOCOL_ERROR, 6, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        fault("PING of 7 octets", ErrorCode.FRAME_SIZE_ERROR, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        fault("GOAWAY on a stream", ErrorCode.PROTOCOL_ERROR, 7, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        fault("GOAWAY too short", ErrorCode.FRAME_SIZE_ERROR, 7, 0, 0, 0, 0, 0, 0),
        fault("WINDOW_UPDATE of 0", ErrorCode.PROTOCOL_ERROR, 8, 0, 0, 0, 0, 0, 0),
        fault("WINDOW_UPDATE on idle", ErrorCode.PROTOCOL_ERROR, 8, 0, 1, 0, 0, 0, 1),
        fault("WINDOW_UPDATE too short", ErrorCode.FRAME_SIZE_ERROR, 8, 0, 0, 0, 0, 1),
        fault("a window over 2^31", ErrorCode.FLOW_CONTROL_ERROR, 8, 0, 0, 0x7F, 255, 255, 255),
        fault("CONTINUATION of nothing", ErrorCode.PROTOCOL_ERROR, 9, 4, 1, 0x82),
        fault("CONTINUATION on stream 0", ErrorCode.PROTOCOL_ERROR, 9, 4, 0, 0x82),
        fault("PRIORITY_UPDATE of 0", ErrorCode.PROTOCOL_ERROR, 16, 0, 0, 0, 0, 0, 0),
        fault("PRIORITY_UPDATE on a stream", ErrorCode.PROTOCOL_ERROR, 16, 0, 1, 0, 0, 0, 1),
        Arguments.of(
            "a frame over 2^14", ErrorCode.FRAME_SIZE_ERROR, new Frame(0, 0, 1, new byte[16_385])),
        Arguments.of(
            "any frame over 2^14",
            ErrorCode.FRAME_SIZE_ERROR,
            new Frame(0xEE, 0, 0, new byte[16_385])),
        Arguments.of(
            "PING inside a header block",
            ErrorCode.PROTOCOL_ERROR,
            new Frame(Frames.HEADERS, 0, 1, joined(new byte[] {(byte) 0x82}, eight))));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static Arguments fault(
      String what, ErrorCode code, int type, int flags, int stream, int... payload) {
    byte[] octets = new byte[payload.length];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) payload[i];
    }
    return Arguments.of(what, code, new Frame(type, flags, stream, octets));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @Covers({
    "9218-2.1-1",
    "9218-7.1-1",
    "9218-7.1-2",
    "9113-4.2-1",
    "9113-4.3-1",
    "9113-4.3-2",
    "9113-5.1-1",
    "9113-5.1.1-1",
    "9113-6.1-1",
    "9113-6.1-2",
    "9113-6.2-1",
    "9113-6.3-1",
    "9113-6.4-1",
    "9113-6.5-1",
    "9113-6.5.2-1",
    "9113-6.6-1",
    "9113-6.7-2",
    "9113-6.8-2",
    "9113-6.9-1",
    "9113-6.9-2",
    "9113-6.9.1-2",
    "9113-6.10-1"
  })
  void a_broken_rule_of_the_connection_ends_it(String what, ErrorCode code, Frame frame)
      throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.frames().send(frame.octets());
    if (what.startsWith("PING inside")) {
      client.ping(1);
    }
    isGoAway(client, code);
  }

  @Test
  @Covers("9113-3.4-3")
  void the_first_frame_is_settings() throws Exception {
    TestClient client = raw(server(_ -> Response.text("a")));
    client.frames().preface();
    client.ping(1);
    client.next(Frames.SETTINGS);
    isGoAway(client, ErrorCode.PROTOCOL_ERROR);
  }

  /// RFC 9113 §6.8: what was not handed on can be sent again without harm.
  @Test
  @Covers("9113-5.4.1-1")
  void goaway_names_the_last_stream_that_was_handed_on() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.get(1);
    client.response(1);
    client.get(5);
    client.response(5);
    client.headers(7, 0, TestClient.with(TestClient.POST, "content-length", "5"));
    client.frame(Frames.PING, 0, 0, new byte[1]);
    Frame goAway = client.next(Frames.GOAWAY);
    assertThat(goAway.intAt(0)).isEqualTo(5);
  }

  @Test
  @Covers("9113-6.10-2")
  void a_header_block_may_come_in_many_frames() throws Exception {
    TestClient client = h2(request -> Response.text(request.header("x").orElse("")));
    byte[] block = TestClient.block(TestClient.with(TestClient.GET, "x", "value"));
    client.frame(Frames.HEADERS, Frames.END_STREAM, 1, Arrays.copyOf(block, 3));
    client.frame(Frames.CONTINUATION, 0, 1);
    client.frame(
        Frames.CONTINUATION, Frames.END_HEADERS, 1, Arrays.copyOfRange(block, 3, block.length));
    assertThat(client.response(1).text()).isEqualTo("value");
  }

  @Test
  @Covers("9113-10.5-1")
  void continuation_without_end_is_bounded() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.frame(Frames.HEADERS, Frames.END_STREAM, 1);
    for (int i = 0; i < 100; i++) {
      client.frames().trySend(new Frame(Frames.CONTINUATION, 0, 1, new byte[0]).octets());
    }
    isGoAway(client, ErrorCode.ENHANCE_YOUR_CALM);
  }

  @Test
  void a_header_block_of_a_mebibyte_is_bounded() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    byte[] part = new byte[16_384];
    client.frames().trySend(new Frame(Frames.HEADERS, 0, 1, part).octets());
    for (int i = 0; i < 64; i++) {
      client.frames().trySend(new Frame(Frames.CONTINUATION, 0, 1, part).octets());
    }
    assertThat(client.frames().endsSoon()).isTrue();
  }

  @Test
  void a_response_head_larger_than_a_frame_is_continued() throws Exception {
    String large = "v".repeat(40_000);
    TestClient client =
        h2(_ -> Response.text("a").withHeader("X-One", large).withHeader("X-Two", large));
    client.get(1);
    var response = client.response(1);
    assertThat(response.field("x-two")).isEqualTo(large);
    assertThat(response.text()).isEqualTo("a");
  }
}
