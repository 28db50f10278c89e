package io.github.tinyhttp.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Received bytes that are not parsed yet: those of an array from `start` to `end`. A parser moves
/// `start` forward. For one thread at a time.
public final class InputBuffer {
  public byte[] bytes;
  public int start;
  public int end;

  /// Makes an empty buffer with room for `capacity` bytes.
  public InputBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  /// The number of bytes.
  public int size() {
    return end - start;
  }

  /// How many bytes of memory there are. From any thread, for which it may be a moment old.
  public int capacity() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return start == end;
  }

  /// Replaces the bytes by those that `source` has remaining, which must fit the array.
  public void refill(ByteBuffer source) {
    start = 0;
    end = source.remaining();
    source.get(bytes, 0, end);
  }

  /// Adds the bytes that `source` has remaining, and makes room for them.
  public void append(ByteBuffer source) {
    int more = source.remaining();
    if (bytes.length - end < more) {
      int needed = Math.addExact(size(), more);
      byte[] target = needed <= bytes.length ? bytes : new byte[Math.max(needed, 2 * size())];
      System.arraycopy(bytes, start, target, 0, size());
      end = size();
      start = 0;
      bytes = target;
    }
    source.get(bytes, end, more);
    end += more;
  }

  /// Makes a buffer with a copy of the bytes.
  public InputBuffer copy() {
    var copy = new InputBuffer(0);
    copy.bytes = Arrays.copyOfRange(bytes, start, end);
    copy.end = copy.bytes.length;
    return copy;
  }
}
