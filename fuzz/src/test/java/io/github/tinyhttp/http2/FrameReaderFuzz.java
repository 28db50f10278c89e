package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.wire.InputBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Feeds any octets to [FrameReader], whole and in pieces: the frames, and the fault that ends
/// them, must not depend on the pieces.
class FrameReaderFuzz {
  /// Writes down what it is told, and where the octets that it is lent lie.
  private static final class Notes implements FrameHandler {
    private final List<String> calls = new ArrayList<>();

    private void note(String what, byte[] bytes, int start, int end, Object... more) {
      assertThat(start).isBetween(0, end);
      assertThat(end).isLessThanOrEqualTo(bytes.length);
      calls.add(
          what
              + " "
              + HexFormat.of().formatHex(Arrays.copyOfRange(bytes, start, end))
              + Arrays.toString(more));
    }

    @Override
    public void data(int stream, byte[] bytes, int start, int end, int padding, boolean endStream) {
      assertThat(padding).isBetween(0, 256);
      note("data", bytes, start, end, stream, padding, endStream);
    }

    @Override
    public void headers(
        int stream, byte[] bytes, int start, int end, boolean endHeaders, boolean endStream) {
      note("headers", bytes, start, end, stream, endHeaders, endStream);
    }

    @Override
    public void continuation(int stream, byte[] bytes, int start, int end, boolean endHeaders) {
      note("continuation", bytes, start, end, stream, endHeaders);
    }

    @Override
    public void priority(int stream) {
      calls.add("priority " + stream);
    }

    @Override
    public void reset(int stream) {
      calls.add("reset " + stream);
    }

    @Override
    public void setting(int identifier, long value) {
      assertThat(value).isBetween(0L, 0xFFFF_FFFFL);
      calls.add("setting " + identifier + " " + value);
    }

    @Override
    public void settingsEnd() {
      calls.add("the end of settings");
    }

    @Override
    public void settingsAck() {
      calls.add("acknowledged");
    }

    @Override
    public void ping(boolean ack, long data) {
      calls.add("ping " + ack + " " + data);
    }

    @Override
    public void goAway() {
      calls.add("goaway");
    }

    @Override
    public void windowUpdate(int stream, int increment) {
      assertThat(increment).isNotNegative();
      calls.add("window " + stream + " " + increment);
    }

    @Override
    public void priorityUpdate(int stream, String value) {
      assertThat(stream).isPositive();
      calls.add("priority of " + stream + " " + value);
    }

    @Override
    public void unknown() {
      calls.add("unknown");
    }

    @Override
    public void failed(StreamFault fault) {
      assertThat(fault.stream()).isPositive();
      calls.add("stream " + fault.stream() + " " + fault.code());
    }
  }

  @FuzzTest
  void frames_are_the_same_in_any_pieces(byte[] octets) {
    List<String> atOnce = read(octets, Math.max(1, octets.length));
    assertThat(read(octets, 1)).as("octet by octet").isEqualTo(atOnce);
    assertThat(read(octets, 7)).as("in pieces").isEqualTo(atOnce);
  }

  private static List<String> read(byte[] octets, int piece) {
    var notes = new Notes();
    var reader = new FrameReader(notes);
    var input = new InputBuffer(0);
    try {
      for (int at = 0; at < octets.length; at += piece) {
        input.append(ByteBuffer.wrap(octets, at, Math.min(piece, octets.length - at)));
        while (reader.reads(input)) {
          assertThat(input.start).isLessThanOrEqualTo(input.end);
        }
      }
    } catch (ConnectionFault fault) {
      notes.calls.add("fault " + fault.code());
    }
    return notes.calls;
  }
}
