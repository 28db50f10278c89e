package io.github.tinyhttp.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Bytes that came and are not understood yet: those of an array from `start` to `end`. Whoever
/// holds the window may move `start` forward.
public final class InputBuffer {
  public byte[] bytes;
  public int start;
  public int end;

  /// An empty window of some capacity.
  public InputBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  /// How many bytes there are.
  public int size() {
    return end - start;
  }

  public boolean isEmpty() {
    return start == end;
  }

  /// Puts what `source` has remaining in the place of what was here.
  public void refill(ByteBuffer source) {
    start = 0;
    end = source.remaining();
    source.get(bytes, 0, end);
  }

  /// Adds what `source` has remaining, making room for it.
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

  /// A window of its own with the same bytes.
  public InputBuffer copy() {
    var copy = new InputBuffer(0);
    copy.bytes = Arrays.copyOfRange(bytes, start, end);
    copy.end = copy.bytes.length;
    return copy;
  }
}
