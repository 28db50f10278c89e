package io.github.tinyhttp.websocket;

import org.jspecify.annotations.Nullable;

/// Makes messages of frames, RFC 6455 §5.4: puts fragments together, decompresses them, and looks
/// at each byte of text as it comes.
final class MessageReader implements FrameReader.Sink {
  /// Who gets the messages.
  interface Receiver {
    void text(String text);

    void binary(byte[] bytes);

    void ping(byte[] bytes);

    void pong(byte[] bytes);

    /// Nothing is read after that.
    void close(CloseReason reason);

    /// Whether more is wanted.
    boolean isListening();
  }

  private final Receiver receiver;
  private final int maximum;
  private final @Nullable Inflation inflation;

  /// The frame that is being read.
  private @Nullable Frame frame;

  private ByteAccumulator control = new ByteAccumulator();

  /// What of a message has come; null between messages.
  private @Nullable ByteAccumulator message;

  private boolean isText;
  private boolean isCompressed;
  private Utf8Check utf8 = new Utf8Check();

  /// @param maximum the longest message
  /// @param inflation if compression was agreed on
  MessageReader(Receiver receiver, int maximum, @Nullable Inflation inflation) {
    this.receiver = receiver;
    this.maximum = maximum;
    this.inflation = inflation;
  }

  @Override
  public void begin(Frame next) throws WebSocketException {
    frame = next;
    if (next.opcode().isControl()) {
      return;
    }
    ByteAccumulator begun = message;
    if (next.opcode() == Opcode.CONTINUATION) {
      if (begun == null) {
        throw broken("a continuation of nothing");
      }
    } else if (begun != null) {
      throw broken("a message within a message");
    } else {
      begun = new ByteAccumulator();
      message = begun;
      isText = next.opcode() == Opcode.TEXT;
      isCompressed = next.compressed();
    }
    if (!isCompressed && begun.size() + next.length() > maximum) {
      throw new WebSocketException(CloseReason.TOO_LARGE, "a message of too many bytes");
    }
  }

  @Override
  public void payload(byte[] bytes, int offset, int count) throws WebSocketException {
    ByteAccumulator begun = message;
    if (begun == null || frame != null && frame.opcode().isControl()) {
      control.add(bytes, offset, count);
      return;
    }
    int before = begun.size();
    if (isCompressed && inflation != null) {
      inflation.take(bytes, offset, count, begun);
    } else {
      begun.add(bytes, offset, count);
    }
    check(begun, before);
  }

  private void check(ByteAccumulator begun, int from) throws WebSocketException {
    if (isText) {
      utf8.take(begun.array(), from, begun.size() - from);
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
        ByteAccumulator begun = message;
        if (complete.last() && begun != null) {
          message = null;
          deliver(begun);
        }
      }
    }
    return receiver.isListening();
  }

  private byte[] takeControl() {
    byte[] bytes = control.take();
    control = new ByteAccumulator();
    return bytes;
  }

  private void deliver(ByteAccumulator complete) throws WebSocketException {
    if (isCompressed && inflation != null) {
      int before = complete.size();
      inflation.end(complete);
      check(complete, before);
    }
    if (isText) {
      utf8.end();
      receiver.text(complete.text());
    } else {
      receiver.binary(complete.take());
    }
  }

  /// Forgets what has come of a message.
  void release() {
    message = null;
    if (inflation != null) {
      inflation.release();
    }
  }

  private static WebSocketException broken(String message) {
    return new WebSocketException(CloseReason.PROTOCOL_ERROR, message);
  }
}
