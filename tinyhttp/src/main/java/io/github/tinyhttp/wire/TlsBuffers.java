package io.github.tinyhttp.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Buffers for TLS records that are being encrypted or decrypted. A thread borrows one for the time
/// of a call, so a connection that waits holds none. Safe for use by several threads.
///
/// The buffers lie on the heap: the JDK's ciphers work on arrays, and would copy anything else.
public final class TlsBuffers {
  /// The size of a buffer in bytes: four records of the usual size, or two of the largest that the
  /// JDK accepts.
  static final int SIZE = 68 << 10;

  private final AtomicReferenceArray<ByteBuffer> spare =
      new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors() + 4);

  /// Returns an empty buffer, which the caller gives back.
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

  /// Takes a buffer back, or leaves it to the garbage collector if enough are kept.
  void give(ByteBuffer buffer) {
    for (int i = 0; i < spare.length(); i++) {
      if (spare.getPlain(i) == null && spare.compareAndSet(i, null, buffer)) {
        return;
      }
    }
  }
}
