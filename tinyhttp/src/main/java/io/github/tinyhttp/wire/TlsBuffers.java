package io.github.tinyhttp.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Room for TLS records while they are worked on, lent to whoever works, so that a connection that
/// waits holds none. Safe for use by several threads.
///
/// The buffers lie on the heap: the JDK's ciphers work on arrays, and would copy anything else.
public final class TlsBuffers {
  /// Room for four records of the usual size; the largest that the JDK takes is half of it.
  static final int SIZE = 68 << 10;

  private final AtomicReferenceArray<ByteBuffer> spare =
      new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors() + 4);

  /// A buffer, empty. The caller gives it back.
  ByteBuffer take() {
    for (int i = 0; i < spare.length(); i++) {
      if (spare.getPlain(i) != null) {
        ByteBuffer known = spare.getAndSet(i, null);
        if (known != null) {
          return known.clear();
        }
      }
    }
    return ByteBuffer.allocate(SIZE);
  }

  /// Takes a buffer back, or leaves it to the collector if there are enough.
  void give(ByteBuffer buffer) {
    for (int i = 0; i < spare.length(); i++) {
      if (spare.getPlain(i) == null && spare.compareAndSet(i, null, buffer)) {
        return;
      }
    }
  }
}
