package io.github.tinyhttp.websocket;

import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Compresses messages, RFC 7692 §7.2.1. For whoever holds the turn to send.
///
/// The JDK's compressor always looks back 32 KiB. Where the client wants it to look back less, it
/// forgets all it has seen as often as it has seen that much: nothing lies further back then.
final class Deflation {
  /// Shorter messages do not become shorter by it.
  private static final int LEAST = 64;

  /// What the end of each message has in common, and is not sent.
  private static final int TAIL = 4;

  /// What is left of nothing without its tail, §7.2.3.6.
  private static final byte[] NOTHING = {0};

  private static final int LARGEST_WINDOW_BITS = 15;

  private final boolean forgets;

  /// How far back may be looked.
  private final long window;

  /// Holds memory outside of the heap; null while there is nothing to remember.
  private @Nullable Deflater deflater;

  /// How much it has seen, which counts where the window is smaller than its own.
  private long seen;

  /// @param forgets whether each message is compressed by itself
  /// @param windowBits how far back may be looked: a power of two, from 8 to 15
  Deflation(boolean forgets, int windowBits) {
    this.forgets = forgets;
    this.window = windowBits < LARGEST_WINDOW_BITS ? 1L << windowBits : Long.MAX_VALUE;
  }

  boolean isWorthIt(int length) {
    return length >= LEAST;
  }

  /// The compressed form of a message.
  byte[] deflate(byte[] message) {
    var result = new ByteAccumulator();
    add(message, 0, message.length, result);
    return end(result);
  }

  /// Compresses a part of a message, to its last bit.
  void add(byte[] bytes, int offset, int length, ByteAccumulator into) {
    Deflater deflating = deflater;
    if (deflating == null) {
      deflating = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      deflater = deflating;
    }
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (seen == window) {
        deflating.reset();
        seen = 0;
      }
      int count = (int) Math.min(end - at, window - seen);
      deflating.setInput(bytes, at, count);
      flush(deflating, into);
      seen += count;
      at += count;
    }
  }

  private static void flush(Deflater deflating, ByteAccumulator into) {
    int room;
    int count;
    do {
      room = into.room();
      count = deflating.deflate(into.array(), into.size(), room, Deflater.SYNC_FLUSH);
      into.added(count);
    } while (count == room);
  }

  /// The message is complete.
  ///
  /// @param last what was made of its last part
  /// @return what is to be sent of that
  byte[] end(ByteAccumulator last) {
    if (forgets) {
      release();
    }
    if (last.size() == 0) {
      return NOTHING;
    }
    last.added(-TAIL);
    return last.take();
  }

  /// Gives the memory back.
  void release() {
    if (deflater != null) {
      deflater.end();
      deflater = null;
      seen = 0;
    }
  }
}
