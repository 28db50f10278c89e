package io.github.tinyhttp.http2;

import java.util.Arrays;

/// A header block that comes in several frames, RFC 9113 §4.3. No other frame may come in between,
/// so a connection has one. For the driver.
final class HeaderBlock {
  /// How many frames a block may have beyond those that its size needs: CVE-2024-27316.
  private static final int MOST_SMALL = 64;

  private static final byte[] NONE = {};

  private byte[] bytes = NONE;
  private int size;

  private int frames;
  private int stream;
  private boolean endsStream;

  /// How many bytes of memory are held.
  int heldBytes() {
    return bytes.length;
  }

  boolean isOpen() {
    return frames > 0;
  }

  int stream() {
    return stream;
  }

  /// Whether END_STREAM was set on its first frame.
  boolean endsStream() {
    return endsStream;
  }

  void begin(int id, boolean last) {
    stream = id;
    endsStream = last;
    size = 0;
    frames = 0;
  }

  /// Adds a fragment.
  ///
  /// @param limit the largest list of fields
  /// @throws ConnectionFault if the block is far larger than any list that is taken
  void add(byte[] from, int start, int end, int limit) throws ConnectionFault {
    int more = end - start;
    frames++;
    if (size + more > 2L * limit + Frames.PAYLOAD
        || frames > MOST_SMALL + (size + more) / Frames.PAYLOAD * 2) {
      throw new ConnectionFault(ErrorCode.ENHANCE_YOUR_CALM, "a header block goes on and on");
    }
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * size));
    }
    System.arraycopy(from, start, bytes, size, more);
    size += more;
  }

  /// The block is complete.
  byte[] end() {
    byte[] whole = Arrays.copyOf(bytes, size);
    bytes = NONE;
    frames = 0;
    return whole;
  }
}
