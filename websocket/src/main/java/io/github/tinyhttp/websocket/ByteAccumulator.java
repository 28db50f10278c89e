package io.github.tinyhttp.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing array of bytes for a payload that arrives in pieces. It allocates for bytes received,
/// never for a length that a client has only announced.
final class ByteAccumulator {
  private static final int MINIMUM_ROOM = 512;

  private byte[] bytes = {};
  private int size;

  int size() {
    return size;
  }

  /// Lends the array; the content ends at [#size()]. Valid until the next call that adds bytes.
  byte[] array() {
    return bytes;
  }

  void append(byte[] source, int offset, int count) {
    if (bytes.length - size < count) {
      // A message that arrives in one piece gets an array of exactly its size.
      bytes = Arrays.copyOf(bytes, size == 0 ? count : Math.max(size + count, 2 * size));
    }
    System.arraycopy(source, offset, bytes, size, count);
    size += count;
  }

  /// Makes room for at least one more byte behind [#size()], for a caller that writes into
  /// [#array()] itself and then calls [#extend(int)].
  ///
  /// @return the number of bytes that fit
  int ensureRoom() {
    if (bytes.length == size) {
      bytes = Arrays.copyOf(bytes, Math.max(MINIMUM_ROOM, 2 * size));
    }
    return bytes.length - size;
  }

  /// Counts bytes that the caller has written into the room; a negative count drops bytes from the
  /// end.
  void extend(int count) {
    size += count;
  }

  /// Returns the content as an array. The array is not copied if it is full, so the caller must not
  /// append afterwards.
  byte[] toByteArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /// Decodes the content as UTF-8.
  String text() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }
}
