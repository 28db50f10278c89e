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

  /// @param maximum the maximum length of a decompressed message, in bytes
  Inflation(ContextTakeover takeover, int maximum) {
    this.takeover = takeover;
    this.maximum = maximum;
  }

  /// Decompresses a part of a message and appends the result to `message`.
  void update(byte[] bytes, int offset, int count, ByteAccumulator message)
      throws WebSocketException {
    Inflater current = inflater;
    if (current == null) {
      current = new Inflater(true);
      inflater = current;
    }
    current.setInput(bytes, offset, count);
    try {
      inflate(current, bytes, offset + count, message);
    } catch (DataFormatException e) {
      throw malformed();
    }
    current.setInput(NOTHING); // the decompressor holds on to its input
  }

  private void inflate(Inflater inflater, byte[] bytes, int end, ByteAccumulator message)
      throws DataFormatException, WebSocketException {
    while (true) {
      int room = message.ensureRoom();
      int count = inflater.inflate(message.array(), message.size(), room);
      message.extend(count);
      checkSize(message);
      if (inflater.needsDictionary()) {
        throw malformed();
      }
      if (inflater.finished()) {
        // A block marked as the last need not be the last of the message, §7.2.3.4.
        int rest = inflater.getRemaining();
        inflater.reset();
        inflater.setInput(bytes, end - rest, rest);
        if (rest == 0) {
          return;
        }
      } else if (count < room && inflater.needsInput()) {
        return;
      }
    }
  }

  private void checkSize(ByteAccumulator message) throws WebSocketException {
    if (message.size() > maximum) {
      throw new WebSocketException(CloseReason.TOO_LARGE, "a message expands to too many bytes");
    }
  }

  /// Ends the message.
  void finish(ByteAccumulator message) throws WebSocketException {
    update(TAIL, 0, TAIL.length, message);
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
