package io.github.tinyhttp.websocket;

import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Compresses messages, RFC 7692 §7.2.1. For whoever holds the turn to send.
final class Deflation {
  /// Shorter messages do not become shorter by it.
  private static final int LEAST = 64;

  /// What the end of each message has in common, and is not sent.
  private static final int TAIL = 4;

  private final boolean forgets;

  /// Holds memory outside of the heap; null while there is nothing to remember.
  private @Nullable Deflater deflater;

  /// @param forgets whether each message is compressed by itself
  Deflation(boolean forgets) {
    this.forgets = forgets;
  }

  boolean isWorthIt(byte[] message) {
    return message.length >= LEAST;
  }

  /// The compressed form of a message.
  byte[] deflate(byte[] message) {
    Deflater deflating = deflater;
    if (deflating == null) {
      deflating = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      deflater = deflating;
    }
    var result = new Payload();
    deflating.setInput(message);
    int room;
    int count;
    do {
      room = result.room();
      count = deflating.deflate(result.array(), result.size(), room, Deflater.SYNC_FLUSH);
      result.added(count);
    } while (count == room);
    if (forgets) {
      release();
    }
    result.added(-TAIL);
    return result.take();
  }

  /// Gives the memory back.
  void release() {
    if (deflater != null) {
      deflater.end();
      deflater = null;
    }
  }
}
