package io.github.tinyhttp.websocket;

import org.jspecify.annotations.Nullable;

/// Assembles messages from frames, RFC 6455 §5.4: joins fragments, decompresses them, and checks
/// each byte of text as it arrives.
final class MessageReader implements FrameReader.Sink {
  /// The receiver of the messages.
  interface Receiver {
    /// @param bytes how many bytes the text had
    void text(String text, int bytes);

    void binary(byte[] bytes);

    void ping(byte[] bytes);

    void pong(byte[] bytes);

    /// Called for a close frame. Nothing is read after it.
    void close(CloseReason reason);

    /// Whether the receiver wants more messages.
    boolean isListening();
  }

  private final Receiver receiver;

  /// The maximum length of a message, in bytes.
  private final int maximum;

  /// The decompressor; null if no compression was negotiated.
  private final @Nullable Inflation inflation;

  /// The frame whose payload is arriving; null between frames.
  private @Nullable Frame frame;

  /// The payload of the current control frame, as far as it has arrived.
  private ByteAccumulator control = new ByteAccumulator();

  /// The current message, as far as it has arrived; null between messages.
  private @Nullable ByteAccumulator message;

  /// Whether the current message is text.
  private boolean isText;

  /// Whether the current message is compressed.
  private boolean isCompressed;

  private Utf8Check utf8 = new Utf8Check();

  /// @param maximum the maximum length of a message, in bytes
  /// @param inflation the decompressor; null if no compression was negotiated
  MessageReader(Receiver receiver, int maximum, @Nullable Inflation inflation) {
    this.receiver = receiver;
    this.maximum = maximum;
    this.inflation = inflation;
  }

  @Override
  public boolean begin(Frame next) throws WebSocketException {
    frame = next;
    if (next.opcode().isControl()) {
      return true;
    }
    ByteAccumulator current = message;
    if (next.opcode() == Opcode.CONTINUATION) {
      if (current == null) {
        throw violation("a continuation frame without a message");
      }
    } else if (current != null) {
      throw violation("a new message before the end of the last one");
    } else {
      current = new ByteAccumulator();
      message = current;
      isText = next.opcode() == Opcode.TEXT;
      isCompressed = next.isCompressed();
    }
    if (!isCompressed && current.size() + next.length() > maximum) {
      throw new WebSocketException(CloseReason.TOO_LARGE, "a message has too many bytes");
    }
    return true;
  }

  @Override
  public boolean payload(byte[] bytes, int offset, int count) throws WebSocketException {
    ByteAccumulator current = message;
    if (current == null || frame != null && frame.opcode().isControl()) {
      control.append(bytes, offset, count);
      return true;
    }
    int before = current.size();
    if (isCompressed && inflation != null) {
      inflation.update(bytes, offset, count, current);
    } else {
      current.append(bytes, offset, count);
    }
    checkText(current, before);
    return true;
  }

  private void checkText(ByteAccumulator current, int from) throws WebSocketException {
    if (isText) {
      utf8.update(current.array(), from, current.size() - from);
    }
  }

  @Override
  public boolean end() throws WebSocketException {
    Frame complete = frame;
    if (complete == null) {
      throw new IllegalStateException("no frame has begun");
    }
    frame = null;
    switch (complete.opcode()) {
      case PING -> receiver.ping(takeControl());
      case PONG -> receiver.pong(takeControl());
      case CLOSE -> receiver.close(CloseReason.decode(takeControl()));
      case CONTINUATION, TEXT, BINARY -> {
        ByteAccumulator current = message;
        if (complete.isFinal() && current != null) {
          message = null;
          deliver(current);
        }
      }
    }
    return receiver.isListening();
  }

  private byte[] takeControl() {
    byte[] bytes = control.toByteArray();
    control = new ByteAccumulator();
    return bytes;
  }

  private void deliver(ByteAccumulator complete) throws WebSocketException {
    if (isCompressed && inflation != null) {
      int before = complete.size();
      inflation.finish(complete);
      checkText(complete, before);
    }
    if (isText) {
      utf8.finish();
      receiver.text(complete.text(), complete.size());
    } else {
      receiver.binary(complete.toByteArray());
    }
  }

  /// How many bytes of memory hold what has arrived.
  int heldBytes() {
    ByteAccumulator current = message;
    return control.array().length + (current == null ? 0 : current.array().length);
  }

  /// Whether a part of a message has arrived.
  boolean isMidway() {
    return message != null;
  }

  /// Drops an incomplete message, and frees the memory outside the heap.
  void release() {
    message = null;
    if (inflation != null) {
      inflation.release();
    }
  }

  private static WebSocketException violation(String message) {
    return new WebSocketException(CloseReason.PROTOCOL_ERROR, message);
  }
}
