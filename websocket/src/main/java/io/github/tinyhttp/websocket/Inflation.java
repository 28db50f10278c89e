package io.github.tinyhttp.websocket;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Decompresses a client's messages, RFC 7692 §7.2.2, and refuses messages that expand beyond the
/// limit. Confined to the thread that reads.
final class Inflation {
  /// The bytes that every sender removes from the end of a message, §7.2.1.
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private static final byte[] NOTHING = {};

  private final ContextTakeover takeover;

  /// The maximum length of a decompressed message, in bytes.
  private final int maximum;

  /// The JDK's decompressor, which holds memory outside the heap; null while no context is kept.
  private @Nullable Inflater inflater;

  /// The part of a message that was fed last; it ends at `inputEnd`.
  private byte[] input = NOTHING;

  private int inputEnd;

  /// @param maximum the maximum length of a decompressed message, in bytes
  Inflation(ContextTakeover takeover, int maximum) {
    this.takeover = takeover;
    this.maximum = maximum;
  }

  /// Decompresses a part of a message and appends the result to `message`.
  void update(byte[] bytes, int offset, int count, ByteAccumulator message)
      throws WebSocketException {
    feed(bytes, offset, count);
    for (int some = drainInto(message); some > 0; some = drainInto(message)) {
      checkSize(message);
    }
    inflater().setInput(NOTHING); // the decompressor holds on to its input
  }

  private int drainInto(ByteAccumulator message) throws WebSocketException {
    int room = message.ensureRoom();
    int count = drain(message.array(), message.size(), room);
    message.extend(count);
    return count;
  }

  /// Gives the decompressor the next part of a message, which [#drain] then decompresses.
  void feed(byte[] bytes, int offset, int count) {
    inflater().setInput(bytes, offset, count);
    input = bytes;
    inputEnd = offset + count;
  }

  /// Decompresses what was fed.
  ///
  /// @return how many bytes; zero if all was decompressed
  int drain(byte[] into, int offset, int length) throws WebSocketException {
    Inflater current = inflater();
    try {
      while (true) {
        int count = current.inflate(into, offset, length);
        if (current.needsDictionary()) {
          throw malformed();
        }
        if (count > 0 || !current.finished()) {
          return count;
        }
        // A block marked as the last need not be the last of the message, §7.2.3.4.
        int rest = current.getRemaining();
        current.reset();
        if (rest == 0) {
          return 0;
        }
        current.setInput(input, inputEnd - rest, rest);
      }
    } catch (DataFormatException e) {
      throw malformed();
    }
  }

  private Inflater inflater() {
    Inflater current = inflater;
    if (current == null) {
      current = new Inflater(true);
      inflater = current;
    }
    return current;
  }

  private void checkSize(ByteAccumulator message) throws WebSocketException {
    if (message.size() > maximum) {
      throw new WebSocketException(CloseReason.TOO_LARGE, "a message expands to too many bytes");
    }
  }

  /// Ends the message.
  void finish(ByteAccumulator message) throws WebSocketException {
    update(TAIL, 0, TAIL.length, message);
    endMessage();
  }

  /// Feeds what every sender removes from the end of a message.
  void feedTail() {
    feed(TAIL, 0, TAIL.length);
  }

  /// Frees what is not needed for the next message.
  void endMessage() {
    input = NOTHING;
    if (takeover == ContextTakeover.DISABLED) {
      release();
    }
  }

  /// Frees the memory outside the heap.
  void release() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }

  private static WebSocketException malformed() {
    return new WebSocketException(
        CloseReason.INVALID_CONTENT, "a compressed message is not valid DEFLATE data");
  }
}
