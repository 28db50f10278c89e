package io.github.tinyhttp.websocket;

import java.nio.ByteBuffer;

/// Encodes frames that are not masked, as a server sends them, RFC 6455 §5.2.
final class FrameEncoder {
  /// The maximum length of the head of a frame that is not masked, in bytes.
  private static final int HEAD_MAXIMUM = 10;

  private FrameEncoder() {}

  /// Returns a frame.
  ///
  /// @param bits the flags of the first byte: FIN and RSV1
  static ByteBuffer frame(int bits, Opcode opcode, byte[] bytes, int offset, int count) {
    return head(bits, opcode, count, count).put(bytes, offset, count).flip();
  }

  /// Returns the head of a frame, behind which the payload follows.
  static ByteBuffer head(int bits, Opcode opcode, int count) {
    return head(bits, opcode, count, 0).flip();
  }

  private static ByteBuffer head(int bits, Opcode opcode, int count, int room) {
    ByteBuffer out = ByteBuffer.allocate(HEAD_MAXIMUM + room);
    out.put((byte) (bits | opcode.code));
    if (count < Frame.LENGTH_16) {
      out.put((byte) count);
    } else if (count < 1 << 16) {
      out.put((byte) Frame.LENGTH_16).putShort((short) count);
    } else {
      out.put((byte) Frame.LENGTH_63).putLong(count);
    }
    return out;
  }
}
