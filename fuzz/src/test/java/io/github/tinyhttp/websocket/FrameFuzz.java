package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Whatever bytes a client sends, in whatever pieces: [FrameReader] and [MessageReader] make the
/// same messages of them, within the bounds, and refuse the same.
class FrameFuzz {
  /// So small that a message cannot be refused for how much it was compressed.
  private static final int MAXIMUM = 60_000;

  /// What was made of some bytes.
  ///
  /// @param refusal the code to close with, or 0
  private record Outcome(List<String> messages, int refusal) {}

  private static final class Receiver implements MessageReader.Receiver {
    private final List<String> messages = new ArrayList<>();
    private boolean listening = true;

    @Override
    public void text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(bytes).hasSizeLessThanOrEqualTo(MAXIMUM);
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
  void frames_are_understood_or_refused(byte[] octets) {
    if (octets.length == 0) {
      return;
    }
    boolean compression = (octets[0] & 1) != 0;
    byte[] sent = Arrays.copyOfRange(octets, 1, octets.length);
    Outcome atOnce = read(sent, Math.max(1, sent.length), compression);
    for (int piece : new int[] {1, 7}) {
      Outcome pieces = read(sent, piece, compression);
      assertThat(pieces.messages()).isEqualTo(atOnce.messages());
      if (compression) {
        // A text that is broken and too long is either, whichever shows first.
        assertThat(pieces.refusal() > 0).isEqualTo(atOnce.refusal() > 0);
      } else {
        assertThat(pieces.refusal()).isEqualTo(atOnce.refusal());
      }
    }
  }

  private static Outcome read(byte[] sent, int piece, boolean compression) {
    var receiver = new Receiver();
    var reader = new FrameReader(compression, MAXIMUM);
    var messages =
        new MessageReader(receiver, MAXIMUM, compression ? new Inflation(false, MAXIMUM) : null);
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
