package io.github.tinyhttp.websocket;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Decompresses the messages of a client, RFC 7692 §7.2.2, and does not let a few bytes become very
/// many.
final class Inflation {
  /// How many times longer than compressed a message may be, beyond [#FREE].
  private static final int RATIO = 100;

  /// What is not held against a client, whatever the ratio.
  private static final int FREE = 1 << 20;

  /// What every sender has taken away from the end of each message, §7.2.1.
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private final boolean forgets;
  private final int maximum;

  /// Holds memory outside of the heap; null while there is nothing to remember.
  private @Nullable Inflater inflater;

  private long taken;

  /// @param forgets whether each message is compressed by itself
  /// @param maximum the longest message
  Inflation(boolean forgets, int maximum) {
    this.forgets = forgets;
    this.maximum = maximum;
  }

  /// Takes a part of a message.
  void take(byte[] bytes, int offset, int count, ByteAccumulator into) throws WebSocketException {
    Inflater inflating = inflater;
    if (inflating == null) {
      inflating = new Inflater(true);
      inflater = inflating;
    }
    taken += count;
    inflating.setInput(bytes, offset, count);
    try {
      inflate(inflating, bytes, offset + count, into);
    } catch (DataFormatException e) {
      throw broken();
    }
  }

  private void inflate(Inflater inflating, byte[] bytes, int end, ByteAccumulator into)
      throws DataFormatException, WebSocketException {
    while (true) {
      int room = into.room();
      int count = inflating.inflate(into.array(), into.size(), room);
      into.added(count);
      if (into.size() > maximum || into.size() - FREE > RATIO * taken) {
        throw new WebSocketException(CloseReason.TOO_LARGE, "a message that becomes too large");
      }
      if (inflating.needsDictionary()) {
        throw broken();
      }
      if (inflating.finished()) {
        int rest = inflating.getRemaining(); // a last block need not be the last, §7.2.3.4
        inflating.reset();
        inflating.setInput(bytes, end - rest, rest);
        if (rest == 0) {
          return;
        }
      } else if (count < room && inflating.needsInput()) {
        return;
      }
    }
  }

  /// The message is complete.
  void end(ByteAccumulator into) throws WebSocketException {
    take(TAIL, 0, TAIL.length, into);
    taken = 0;
    if (forgets) {
      release();
    }
  }

  /// Gives the memory back.
  void release() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }

  private static WebSocketException broken() {
    return new WebSocketException(CloseReason.INVALID_CONTENT, "a message that is not deflate");
  }
}
