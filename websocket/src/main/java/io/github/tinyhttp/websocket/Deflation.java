package io.github.tinyhttp.websocket;

import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Compresses messages, RFC 7692 §7.2.1. Confined to the thread that holds the turn to send.
///
/// The JDK's compressor always has a window of 32 KiB. If the client asks for a smaller one, the
/// compressor is reset each time it has consumed as many bytes as that window holds, so no
/// reference can reach further back.
final class Deflation {
  static final int MAXIMUM_WINDOW_BITS = 15;

  /// Compression does not shorten messages of fewer bytes.
  private static final int MINIMUM_LENGTH = 64;

  /// Every flushed block ends in these 4 bytes (00 00 FF FF), which are not sent.
  private static final int TAIL_LENGTH = 4;

  /// The compressed form of an empty message, without the tail: §7.2.3.6.
  private static final byte[] EMPTY_MESSAGE = {0};

  private static final byte[] NOTHING = {};

  private final ContextTakeover takeover;

  /// The size of the window in bytes; `Long.MAX_VALUE` if the JDK's own window is small enough.
  private final long window;

  /// The JDK's compressor, which holds memory outside the heap; null while no context is kept.
  private @Nullable Deflater deflater;

  /// How many bytes the compressor has consumed since its last reset.
  private long consumed;

  /// @param windowBits the size of the window as a power of two, from 8 to 15
  Deflation(ContextTakeover takeover, int windowBits) {
    this.takeover = takeover;
    this.window = windowBits < MAXIMUM_WINDOW_BITS ? 1L << windowBits : Long.MAX_VALUE;
  }

  /// Whether compression can shorten a message of this length.
  boolean pays(int length) {
    return length >= MINIMUM_LENGTH;
  }

  /// Whether a message of this length that was compressed elsewhere, on its own, may be sent to
  /// this client: no reference in it reaches further back than the client's window.
  boolean canForgetBefore(int length) {
    return length <= window;
  }

  /// Forgets the messages before, because one that was compressed elsewhere is sent next.
  void forget() {
    if (deflater != null) {
      deflater.reset();
      consumed = 0;
    }
  }

  /// Compresses a whole message.
  byte[] deflate(byte[] message) {
    var compressed = new ByteAccumulator();
    update(message, 0, message.length, compressed);
    return finish(compressed);
  }

  /// Compresses a part of a message, and flushes it to a byte boundary.
  void update(byte[] bytes, int offset, int length, ByteAccumulator compressed) {
    Deflater current = deflater;
    if (current == null) {
      current = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      deflater = current;
    }
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (consumed == window) {
        current.reset();
        consumed = 0;
      }
      int count = (int) Math.min(end - at, window - consumed);
      current.setInput(bytes, at, count);
      flush(current, compressed);
      consumed += count;
      at += count;
    }
  }

  private static void flush(Deflater deflater, ByteAccumulator compressed) {
    int room;
    int count;
    do {
      room = compressed.ensureRoom();
      count = deflater.deflate(compressed.array(), compressed.size(), room, Deflater.SYNC_FLUSH);
      compressed.extend(count);
    } while (count == room);
  }

  /// Ends the message.
  ///
  /// @param last the compressed form of the last part
  /// @return the payload of the last frame: that part without its tail
  byte[] finish(ByteAccumulator last) {
    if (takeover == ContextTakeover.DISABLED) {
      release();
    } else if (deflater != null) {
      deflater.setInput(NOTHING); // the compressor holds on to its input, which may be large
    }
    if (last.size() == 0) {
      return EMPTY_MESSAGE;
    }
    last.extend(-TAIL_LENGTH);
    return last.toByteArray();
  }

  /// Frees the memory outside the heap.
  void release() {
    if (deflater != null) {
      deflater.end();
      deflater = null;
      consumed = 0;
    }
  }
}
