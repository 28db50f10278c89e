package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Feeds any bytes to [FrameReader] and [MessageReader], whole and in pieces: the messages, their
/// bounds and the refusals must not depend on the pieces.
class FrameFuzz {
  /// The maximum message length, too small for the bound on the compression ratio to matter.
  private static final int MAXIMUM = 60_000;

  /// The messages read from some bytes.
  ///
  /// @param refusal the close code, or 0
  private record Outcome(List<String> messages, int refusal) {}

  private static final class Receiver implements MessageReader.Receiver {
    private final List<String> messages = new ArrayList<>();
    private boolean listening = true;

    @Override
    public void text(String text, int size) {
      assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize(size);
      assertThat(size).isLessThanOrEqualTo(MAXIMUM);
      messages.add("text " + text);
    }

    @Override
    public void binary(byte[] bytes) {
      assertThat(bytes).hasSizeLessThanOrEqualTo(MAXIMUM);
      messages.add("binary " + HexFormat.of().formatHex(bytes));
    }

    @Override
    public void ping(byte[] bytes) {
      assertThat(bytes).hasSizeLessThanOrEqualTo(125);
      messages.add("ping " + HexFormat.of().formatHex(bytes));
    }

    @Override
    public void pong(byte[] bytes) {
      assertThat(bytes).hasSizeLessThanOrEqualTo(125);
      messages.add("pong " + HexFormat.of().formatHex(bytes));
    }

    @Override
    public void close(CloseReason reason) {
      messages.add(reason.toString());
      listening = false;
    }

    @Override
    public boolean isListening() {
      return listening;
    }
  }

  @FuzzTest
  void frames_are_accepted_or_refused(byte[] octets) {
    if (octets.length == 0) {
      return;
    }
    var rsv1 = (octets[0] & 1) != 0 ? FrameReader.Rsv1.COMPRESSED : FrameReader.Rsv1.RESERVED;
    byte[] sent = Arrays.copyOfRange(octets, 1, octets.length);
    Outcome atOnce = read(sent, Math.max(1, sent.length), rsv1);
    for (int piece : new int[] {1, 7}) {
      Outcome pieces = read(sent, piece, rsv1);
      assertThat(pieces.messages()).isEqualTo(atOnce.messages());
      if (rsv1 == FrameReader.Rsv1.COMPRESSED) {
        // A text that is both malformed and too long is refused for either reason.
        assertThat(pieces.refusal() > 0).isEqualTo(atOnce.refusal() > 0);
      } else {
        assertThat(pieces.refusal()).isEqualTo(atOnce.refusal());
      }
    }
  }

  private static Outcome read(byte[] sent, int piece, FrameReader.Rsv1 rsv1) {
    var receiver = new Receiver();
    var reader = new FrameReader(rsv1, MAXIMUM);
    Inflation inflation =
        rsv1 == FrameReader.Rsv1.COMPRESSED
            ? new Inflation(ContextTakeover.ENABLED, MAXIMUM)
            : null;
    var messages = new MessageReader(receiver, MAXIMUM, inflation);
    try {
      for (int at = 0; at < sent.length && receiver.isListening(); at += piece) {
        byte[] some = Arrays.copyOfRange(sent, at, Math.min(at + piece, sent.length));
        if (!reader.read(ByteBuffer.wrap(some), messages)) {
          assertThat(receiver.isListening()).isFalse();
        }
      }
      return new Outcome(receiver.messages, 0);
    } catch (WebSocketException e) {
      return new Outcome(receiver.messages, e.code());
    } finally {
      messages.release();
    }
  }
}
