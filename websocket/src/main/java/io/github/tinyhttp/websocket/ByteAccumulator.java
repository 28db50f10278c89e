package io.github.tinyhttp.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes of a message that come one after another; the memory grows with what has come.
final class ByteAccumulator {
  private static final int LEAST_ROOM = 512;

  private byte[] bytes = {};
  private int size;

  int size() {
    return size;
  }

  /// The memory; what is in it ends at [#size()]. Lent until more comes.
  byte[] array() {
    return bytes;
  }

  void add(byte[] source, int offset, int count) {
    if (bytes.length - size < count) {
      // A message that comes in one piece gets what it needs and no more.
      bytes = Arrays.copyOf(bytes, size == 0 ? count : Math.max(size + count, 2 * size));
    }
    System.arraycopy(source, offset, bytes, size, count);
    size += count;
  }

  /// Makes room for at least one byte more.
  ///
  /// @return how much there is, from [#size()] on
  int room() {
    if (bytes.length == size) {
      bytes = Arrays.copyOf(bytes, Math.max(LEAST_ROOM, 2 * size));
    }
    return bytes.length - size;
  }

  /// Bytes were put into the room.
  void added(int count) {
    size += count;
  }

  /// All of it, of the caller's own if nothing is added after.
  byte[] take() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /// All of it as text.
  String text() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }
}
