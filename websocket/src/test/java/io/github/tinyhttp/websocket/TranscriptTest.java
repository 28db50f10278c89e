package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.websocket.Frames.CLOSE;
import static io.github.tinyhttp.websocket.Frames.CONTINUATION;
import static io.github.tinyhttp.websocket.Frames.FIN;
import static io.github.tinyhttp.websocket.Frames.PING;
import static io.github.tinyhttp.websocket.Frames.TEXT;
import static io.github.tinyhttp.websocket.Frames.close;
import static io.github.tinyhttp.websocket.Frames.frame;
import static io.github.tinyhttp.websocket.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Transcript;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.LastLines;
import io.github.tinyhttp.testkit.WireClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The lines of a transcript about WebSockets. This module does nothing for them.
class TranscriptTest extends WebSocketWire {
  private final LastLines lines = new LastLines(1000);

  private Server recorded() throws IOException {
    ServerOptions options =
        ServerOptions.defaults().withHosts("*").withTranscript(Transcript.to(lines));
    return closedAfter(
        Server.builder()
            .bind(0)
            .options(options)
            .handler(request -> WebSocket.accept(request, new Echo()))
            .start());
  }

  private List<String> frames(String beginning) {
    Await.until("the connection has ended", () -> lines.lines().contains("conn=1 closed"));
    return lines.lines().stream()
        .filter(line -> line.startsWith(beginning))
        .map(line -> line.substring(beginning.length()))
        .toList();
  }

  @Test
  void frames_of_a_connection_of_its_own() throws Exception {
    WireClient client = closedAfter(WireClient.connect(recorded().port()));
    client.sendLines(HANDSHAKE + "\n").expectHead(101);
    client.send(text("hello"));
    assertThat(Frames.read(client)).isEqualTo("TEXT hello");
    client
        .send(frame(TEXT, "a"))
        .send(frame(CONTINUATION, ""))
        .send(frame(CONTINUATION | FIN, "b"));
    assertThat(Frames.read(client)).isEqualTo("TEXT ab");
    client.send(frame(FIN | PING, "??"));
    assertThat(Frames.read(client)).isEqualTo("PONG ??");
    client.send(text("x".repeat(300)));
    assertThat(Frames.read(client)).isEqualTo("TEXT " + "x".repeat(300));
    client.send(text("y".repeat(70_000)));
    assertThat(Frames.read(client)).isEqualTo("TEXT " + "y".repeat(70_000));
    client.send(close(1001, "bye"));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1001");
    client.expectClosed();
    client.close();
    assertThat(frames("conn=1 ws "))
        .containsExactly(
            "<< text FIN|MASK 5B",
            ">> text FIN 5B",
            "<< text MASK 1B",
            "<< continuation MASK 0B",
            "<< continuation FIN|MASK 1B",
            ">> text FIN 2B",
            "<< ping FIN|MASK 2B",
            ">> pong FIN 2B",
            "<< text FIN|MASK 300B",
            ">> text FIN 300B",
            "<< text FIN|MASK 70000B",
            ">> text FIN 70000B",
            "<< close FIN|MASK 5B 1001 \"bye\"",
            ">> close FIN 5B 1001 \"bye\"");
    assertThat(frames("conn=1 req=1 "))
        .hasSize(2)
        .first()
        .isEqualTo(
            "<< head GET /chat HTTP/1.1 "
                + (HANDSHAKE + "\n").replace("\n", "\r\n").length()
                + "B");
  }

  @Test
  void a_client_that_does_not_mask_and_says_what_no_line_may_hold() throws Exception {
    WireClient client = closedAfter(WireClient.connect(recorded().port()));
    client.sendLines(HANDSHAKE + "\n").expectHead(101);
    client.send(
        new byte[] {(byte) (FIN | CLOSE), 7, 0x0F, (byte) 0xA0, '"', '\n', 'c', '\\', 0x1B});
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1002");
    client.expectClosed();
    client.close();
    assertThat(frames("conn=1 ws "))
        .startsWith("<< close FIN 7B 4000 \"\\\"\\nc\\\\\\x1B\"")
        .last()
        .asString()
        .startsWith(">> close FIN ")
        .contains(" 1002 \"");
  }

  @Test
  void a_frame_that_is_cut() throws Exception {
    WireClient client = closedAfter(WireClient.connect(recorded().port()));
    client.sendLines(HANDSHAKE + "\n").expectHead(101);
    byte[] frame = text("hello");
    client.send(Arrays.copyOf(frame, frame.length - 2));
    client.halfClose();
    client.readToCut();
    client.close();
    Await.until(
        "the connection has ended",
        () -> lines.lines().stream().anyMatch(line -> line.matches("conn=1 (closed|reset)")));
    assertThat(lines.lines()).contains("conn=1 ws << cut 2B missing");
  }

  @Test
  void frames_of_a_stream_of_http_2() throws Exception {
    FrameClient client = closedAfter(FrameClient.connect(recorded().port()));
    client.preface().frame(4, 0, 0, new byte[0]).frame(4, 1, 0, new byte[0]);
    byte[] block =
        block(
            ":method CONNECT|:protocol websocket|:scheme http|:path /chat|:authority example.com"
                + "|sec-websocket-version 13");
    client.frame(1, 4, 1, block);
    int head = next(client, 1).payload().length;
    byte[] text = text("hello");
    client.frame(0, 0, 1, Arrays.copyOf(text, 4));
    client.frame(0, 0, 1, Arrays.copyOfRange(text, 4, text.length));
    assertThat(next(client, 0).payload()).hasSize(7);
    client.frame(0, 0, 1, close(1000, ""));
    assertThat(next(client, 0).payload()).hasSize(4);
    client.halfClose();
    assertThat(client.endsSoon()).isTrue();
    assertThat(frames("conn=1 stream=1 "))
        .filteredOn(line -> !line.startsWith("<< WINDOW") && !line.startsWith(">> WINDOW"))
        .startsWith(
            "<< HEADERS END_HEADERS " + block.length + "B",
            "<< head CONNECT /chat HTTP/2 " + block.length + "B",
            ">> HEADERS END_HEADERS " + head + "B",
            ">> head 200 " + head + "B",
            "<< DATA 4B",
            "<< DATA " + (text.length - 4) + "B",
            "ws << text FIN|MASK 5B",
            ">> DATA 7B",
            "ws >> text FIN 5B",
            "<< DATA 8B",
            "ws << close FIN|MASK 2B 1000");
    assertThat(frames("conn=1 stream=1 ")).contains("ws >> close FIN 2B 1000");
  }

  private static FrameClient.Frame next(FrameClient client, int type) {
    FrameClient.Frame frame = client.read();
    while (frame.type() != type) {
      frame = client.read();
    }
    return frame;
  }

  private static byte[] block(String fields) {
    var block = new ByteArrayOutputStream();
    for (String field : fields.split("\\|")) {
      int space = field.indexOf(' ', 1);
      block.write(0);
      for (String text : List.of(field.substring(0, space), field.substring(space + 1))) {
        block.write(text.length());
        block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return block.toByteArray();
  }
}
