package io.github.tinyhttp.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The lines of HTTP/2, compared with the frames that the client has sent and received.
class Http2TranscriptTest extends RecordedTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int PRIORITY = 2;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int PRIORITY_UPDATE = 16;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;

  private static final Map<Integer, String> SETTING_NAMES =
      Map.of(
          1, "HEADER_TABLE_SIZE",
          2, "ENABLE_PUSH",
          3, "MAX_CONCURRENT_STREAMS",
          4, "INITIAL_WINDOW_SIZE",
          5, "MAX_FRAME_SIZE",
          6, "MAX_HEADER_LIST_SIZE",
          8, "ENABLE_CONNECT_PROTOCOL",
          9, "NO_RFC7540_PRIORITIES");

  /// Connects, exchanges SETTINGS, and waits until their lines are there.
  private FrameClient h2(Handler handler) throws Exception {
    return h2(recorded(handler));
  }

  private FrameClient h2(Server server) {
    var client = closedAfter(FrameClient.connect(server.port()));
    client.preface().frame(SETTINGS, 0, 0, new byte[0]);
    greeting(client);
    client.frame(SETTINGS, ACK, 0, new byte[0]);
    await("conn=1 << SETTINGS ACK 0B");
    return client;
  }

  /// The lines of what the server says first.
  private static List<String> greeting(FrameClient client) {
    var lines = new ArrayList<String>();
    Frame frame;
    do {
      frame = client.read();
      lines.add(
          switch (frame.type()) {
            case SETTINGS -> ">> SETTINGS " + settings(frame);
            case WINDOW_UPDATE -> ">> WINDOW_UPDATE 4B +" + frame.intAt(0);
            default -> throw new AssertionError(frame);
          });
    } while (frame.type() != SETTINGS || !frame.has(ACK));
    return lines;
  }

  private static String settings(Frame frame) {
    var text = new StringBuilder(frame.has(ACK) ? "ACK " : "");
    text.append(frame.payload().length).append('B');
    ByteBuffer payload = ByteBuffer.wrap(frame.payload());
    while (payload.hasRemaining()) {
      text.append(' ').append(SETTING_NAMES.get((int) payload.getChar()));
      text.append('=').append(payload.getInt());
    }
    return text.toString();
  }

  /// Ends the side of a client, and waits until the server has ended its own.
  private static void leave(FrameClient client) {
    client.halfClose();
    assertThat(client.endsSoon()).isTrue();
  }

  /// The lines behind the exchange of SETTINGS, up to the end of the client.
  private List<String> exchangedThen() {
    List<String> all =
        exchanged().stream().filter(line -> !line.endsWith("\"the client leaves\"")).toList();
    return all.subList(all.indexOf("<< SETTINGS ACK 0B") + 1, all.size());
  }

  /// Fields as literals, RFC 7541 §6.2.2.
  private static byte[] block(String... fields) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i++) {
      if (i % 2 == 0) {
        out.write(0);
      }
      byte[] octets = fields[i].getBytes(StandardCharsets.ISO_8859_1);
      out.write(octets.length);
      out.writeBytes(octets);
    }
    return out.toByteArray();
  }

  private static byte[] request(String method, String path, String... more) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(block(":method", method, ":scheme", "http", ":path", path, ":authority", "a"));
    out.writeBytes(block(more));
    return out.toByteArray();
  }

  /// The next frame, behind those that may give credit.
  private static Frame read(FrameClient client, int type) {
    Frame frame = client.read();
    while (frame.type() == WINDOW_UPDATE) {
      frame = client.read();
    }
    assertThat(frame.type()).isEqualTo(type);
    return frame;
  }

  @Test
  void the_beginning() throws Exception {
    var client = closedAfter(FrameClient.connect(recorded(_ -> Response.empty()).port()));
    client.preface().frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 1, 0, 0, 0x0A, 0x0A, 0, 0, 0, 7});
    List<String> greeting = greeting(client);
    client.frame(SETTINGS, ACK, 0, new byte[0]);
    await("conn=1 << SETTINGS ACK 0B");
    leave(client);
    assertThat(exchanged())
        .containsSubsequence("<< preface 24B", "<< SETTINGS 12B INITIAL_WINDOW_SIZE=65536 0xa0a=7")
        .containsSubsequence(greeting)
        .endsWith(
            "<< SETTINGS ACK 0B",
            ">> GOAWAY %dB last=0 NO_ERROR \"the client leaves\"".formatted(8 + 17))
        .hasSize(4 + greeting.size());
  }

  @Test
  void a_request_without_content() throws Exception {
    FrameClient client = h2(_ -> Response.text("hello"));
    byte[] block = request("GET", "/a?b");
    client.frame(HEADERS, END_STREAM | END_HEADERS, 1, block);
    int head = read(client, HEADERS).payload().length;
    assertThat(read(client, DATA).payload()).hasSize(5);
    leave(client);
    assertThat(exchangedThen())
        .containsExactly(
            "stream=1 << HEADERS END_STREAM|END_HEADERS " + block.length + "B",
            "stream=1 << head GET /a?b HTTP/2 " + block.length + "B",
            "stream=1 >> HEADERS END_HEADERS " + head + "B",
            "stream=1 >> head 200 " + head + "B",
            "stream=1 >> DATA END_STREAM 5B");
  }

  @Test
  void content_and_trailers_both_ways() throws Exception {
    FrameClient client =
        h2(
            request -> {
              String text = request.text();
              return Response.stream(out -> out.write(text.getBytes(StandardCharsets.US_ASCII)))
                  .withTrailers(Headers.of("x-sum", "5"));
            });
    byte[] block = request("POST", "/", "te", "trailers");
    byte[] trailers = block("x-a", "b");
    client.frame(HEADERS, END_HEADERS, 3, block);
    client.frame(DATA, 0, 3, "hel".getBytes(StandardCharsets.US_ASCII));
    client.frame(DATA, PADDED, 3, new byte[] {2, 'l', 'o', 0, 0});
    client.frame(HEADERS, END_STREAM | END_HEADERS, 3, trailers);
    Frame head = read(client, HEADERS);
    Frame data = read(client, DATA);
    assertThat(data.payload()).hasSize(5);
    Frame end = read(client, HEADERS);
    leave(client);
    assertThat(exchangedThen())
        .filteredOn(line -> !line.contains(" >> WINDOW_UPDATE "))
        .containsExactly(
            "stream=3 << HEADERS END_HEADERS " + block.length + "B",
            "stream=3 << head POST / HTTP/2 " + block.length + "B",
            "stream=3 << DATA 3B",
            "stream=3 << DATA PADDED 5B",
            "stream=3 << HEADERS END_STREAM|END_HEADERS " + trailers.length + "B",
            "stream=3 << trailers " + trailers.length + "B",
            "stream=3 >> HEADERS END_HEADERS " + head.payload().length + "B",
            "stream=3 >> head 200 " + head.payload().length + "B",
            "stream=3 >> DATA 5B",
            "stream=3 >> HEADERS END_STREAM|END_HEADERS " + end.payload().length + "B",
            "stream=3 >> trailers " + end.payload().length + "B");
  }

  @Test
  void a_header_block_in_several_frames() throws Exception {
    FrameClient client = h2(_ -> Response.empty());
    byte[] block = request("GET", "/");
    byte[] first = Arrays.copyOf(block, 10);
    byte[] rest = Arrays.copyOfRange(block, 10, block.length);
    client.frame(HEADERS, END_STREAM, 1, first).frame(CONTINUATION, END_HEADERS, 1, rest);
    int head = read(client, HEADERS).payload().length;
    leave(client);
    assertThat(exchangedThen())
        .containsExactly(
            "stream=1 << HEADERS END_STREAM 10B",
            "stream=1 << CONTINUATION END_HEADERS " + rest.length + "B",
            "stream=1 << head GET / HTTP/2 " + block.length + "B",
            "stream=1 >> HEADERS END_STREAM|END_HEADERS " + head + "B",
            "stream=1 >> head 204 " + head + "B");
  }

  @Test
  void frames_of_the_connection() throws Exception {
    FrameClient client = h2(_ -> Response.empty());
    client.frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 1, 0});
    client.frame(PRIORITY, 0, 5, new byte[5]);
    client.frame(PRIORITY_UPDATE, 0, 0, new byte[] {0, 0, 0, 1, 'u', '=', '"', 27});
    client.frame(0x42, 0x81, 7, new byte[3]);
    client.frame(PING, 0, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) 0xF8});
    read(client, PING);
    client.frame(GOAWAY, 0, 0, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 'b', '\n', 'e'});
    leave(client);
    assertThat(exchangedThen())
        .startsWith(
            "<< WINDOW_UPDATE 4B +256",
            "stream=5 << PRIORITY 5B",
            "<< PRIORITY_UPDATE 8B for=1 \"u=\\\"\\x1B\"",
            "stream=7 << type-66 0x1|0x80 3B",
            "<< PING 8B 0x01020304050607f8",
            ">> PING ACK 8B 0x01020304050607f8",
            "<< GOAWAY 11B last=0 NO_ERROR \"b\\ne\"");
  }

  @Test
  void a_stream_that_is_cancelled() throws Exception {
    FrameClient client = h2(request -> Response.text(request.text()));
    byte[] block = request("POST", "/");
    client.frame(HEADERS, END_HEADERS, 1, block);
    client.frame(RST_STREAM, 0, 1, new byte[] {0, 0, 0, 8});
    client.frame(WINDOW_UPDATE, 0, 1, new byte[] {0, 0, 0, 1});
    client.frame(PING, 0, 0, new byte[8]);
    read(client, PING);
    leave(client);
    assertThat(exchangedThen())
        .containsSubsequence(
            "stream=1 << HEADERS END_HEADERS " + block.length + "B",
            "stream=1 << RST_STREAM 4B CANCEL",
            "stream=1 << WINDOW_UPDATE 4B +1",
            "<< PING 8B 0x0000000000000000");
  }

  @Test
  void a_connection_that_the_server_gives_up() throws Exception {
    FrameClient client = h2(_ -> Response.empty());
    client.frame(DATA, 0, 0, new byte[1]);
    Frame frame = read(client, GOAWAY);
    String text =
        new String(frame.payload(), 8, frame.payload().length - 8, StandardCharsets.UTF_8);
    assertThat(client.endsSoon()).isTrue();
    leave(client);
    assertThat(exchangedThen())
        .startsWith(
            "<< DATA 1B",
            ">> GOAWAY %dB last=0 PROTOCOL_ERROR \"%s\"".formatted(8 + text.length(), text));
  }

  @Test
  void a_header_block_that_cannot_be_decoded() throws Exception {
    FrameClient client = h2(_ -> Response.empty());
    client.frame(HEADERS, END_STREAM | END_HEADERS, 1, new byte[] {(byte) 0xFF, 0, 0});
    assertThat(client.endsSoon()).isTrue();
    leave(client);
    assertThat(exchangedThen())
        .startsWith(
            "stream=1 << HEADERS END_STREAM|END_HEADERS 3B", "stream=1 << head undecoded 3B");
  }

  @Test
  void a_frame_that_is_too_large_or_not_whole() throws Exception {
    FrameClient client = h2(_ -> Response.empty());
    client.frame(HEADERS, END_HEADERS, 1, new byte[20_000]);
    assertThat(client.endsSoon()).isTrue();
    leave(client);
    assertThat(exchangedThen()).startsWith("stream=1 << HEADERS END_HEADERS 20000B");

    var other = closedAfter(FrameClient.connect(recorded(_ -> Response.empty()).port()));
    other.preface().send(new byte[] {0, 0, 4, WINDOW_UPDATE, 0});
    await("conn=1 << preface 24B");
    other.close();
    await("conn=1 << cut");
  }
}
