package io.github.tinyhttp.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Bytes on their way in one direction.
final class ByteQueue {
  private byte[] bytes = new byte[256];
  private int start;
  private int end;

  int size() {
    return end - start;
  }

  boolean isEmpty() {
    return start == end;
  }

  void add(byte[] source, int offset, int count) {
    if (end + count > bytes.length) {
      bytes = Arrays.copyOfRange(bytes, start, start + Math.max(2 * size(), size() + count));
      end -= start;
      start = 0;
    }
    System.arraycopy(source, offset, bytes, end, count);
    end += count;
  }

  void add(ByteBuffer source, int count) {
    var taken = new byte[count];
    source.get(taken);
    add(taken, 0, count);
  }

  byte[] take(int count) {
    byte[] taken = Arrays.copyOfRange(bytes, start, start + count);
    start += count;
    return taken;
  }

  void clear() {
    start = end;
  }
}
