package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Sends any sequence of frames to a server over a real connection, in one piece and in several.
/// The connection must end with GOAWAY, whose code is known, or go on, which a PING shows; and the
/// server must serve the next client.
///
/// An input is read as frames of the form `type flags stream length payload`, one octet each but
/// the payload, so that most of it gets past the layout of frames.
class ConnectionFuzz {
  private static final byte[] LAST =
      "the last".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private static Server server;

  @BeforeAll
  static void start() throws IOException {
    server =
        Server.builder()
            .bind(0)
            .loops(1)
            .dispatch(Dispatch.INLINE)
            .limits(Limits.defaults().withStreams(8))
            .handler(ConnectionFuzz::respond)
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Response respond(Request request) throws IOException {
    return switch (request.path()) {
      case "/body" -> Response.bytes(request.bytes());
      case "/stream" -> Response.stream(out -> out.write(new byte[70_000]));
      default -> Response.text("ok");
    };
  }

  @FuzzTest
  void a_connection_ends_by_name_or_goes_on(byte[] octets) {
    if (octets.length > 4_000) {
      return;
    }
    byte[] frames = frames(octets);
    converse(frames, frames.length);
    converse(frames, Math.max(1, frames.length / 3));
  }

  private static byte[] frames(byte[] octets) {
    var out = new ByteArrayOutputStream();
    for (int at = 0; at + 4 <= octets.length; ) {
      int type = octets[at] & 0x1F;
      int length = Math.min(octets[at + 3] & 0xFF, octets.length - at - 4);
      byte[] payload = Arrays.copyOfRange(octets, at + 4, at + 4 + length);
      out.writeBytes(
          new Frame(type, octets[at + 1] & 0xFF, octets[at + 2] & 0xF, payload).octets());
      at += 4 + length;
    }
    return out.toByteArray();
  }

  private static void converse(byte[] frames, int piece) {
    try (FrameClient client = FrameClient.connect(server.port())) {
      client.preface().frame(Frames.SETTINGS, 0, 0, new byte[0]);
      boolean open = true;
      for (int at = 0; open && at < frames.length; at += piece) {
        open = client.trySend(Arrays.copyOfRange(frames, at, Math.min(frames.length, at + piece)));
      }
      boolean _ = client.trySend(new Frame(Frames.PING, 0, 0, LAST).octets());
      assertThat(client.read().type()).isEqualTo(Frames.SETTINGS);
      readToTheEnd(client);
    }
  }

  /// Reads until the last PING has its response, or the server has given up.
  private static void readToTheEnd(FrameClient client) {
    while (true) {
      Frame frame = client.readOrEnd();
      if (frame == null) {
        throw client.failure("the connection has ended without GOAWAY");
      }
      switch (frame.type()) {
        case Frames.GOAWAY -> {
          assertThat(frame.intAt(4)).isBetween(0, ErrorCode.HTTP_1_1_REQUIRED.code());
          assertThat(frame.intAt(0) & 1 | (frame.intAt(0) == 0 ? 1 : 0)).isEqualTo(1);
          return;
        }
        case Frames.PING -> {
          if (frame.has(Frames.ACK) && Arrays.equals(frame.payload(), LAST)) {
            return;
          }
        }
        case Frames.RST_STREAM ->
            assertThat(frame.intAt(0)).isBetween(0, ErrorCode.HTTP_1_1_REQUIRED.code());
        default -> assertThat(frame.type()).isLessThanOrEqualTo(Frames.CONTINUATION);
      }
    }
  }
}
