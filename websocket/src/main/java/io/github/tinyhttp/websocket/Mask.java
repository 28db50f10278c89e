package io.github.tinyhttp.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The mask on clients' payloads, RFC 6455 §5.3. It keeps a client from writing bytes of its choice
/// to a proxy that does not know WebSocket.
final class Mask {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Mask() {}

  /// Masks or unmasks bytes in place.
  ///
  /// @param key the masking key; its highest byte applies to the first of the bytes
  static void apply(int key, byte[] bytes, int offset, int count) {
    long wide = (key & 0xFFFFFFFFL) << 32 | key & 0xFFFFFFFFL;
    int end = offset + count;
    int at = offset;
    for (; end - at >= 8; at += 8) {
      EIGHT.set(bytes, at, (long) EIGHT.get(bytes, at) ^ wide);
    }
    for (int shift = 24; at < end; at++, shift = shift - 8 & 31) {
      bytes[at] ^= (byte) (key >>> shift);
    }
  }
}
