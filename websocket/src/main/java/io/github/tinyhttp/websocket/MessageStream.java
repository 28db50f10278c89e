package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Upgrade;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The messages of one client as a stream each: reads the connection while the application reads
/// the stream. Confined to the thread that has the input.
///
/// ```
/// NONE -> OPEN        the head of the first frame of a message has arrived
/// OPEN -> COMPLETE    the last frame of the message has
/// COMPLETE -> NONE    the message was read, or skipped, to its end
/// ```
final class MessageStream extends InputStream implements FrameReader.Sink {
  private enum State {
    NONE,
    OPEN,
    COMPLETE
  }

  private static final int BUFFER = 16 << 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Upgrade upgrade;
  private final FrameReader frames;
  private final MessageReader.Receiver receiver;

  /// The decompressor; null if no compression was negotiated.
  private final @Nullable Inflation inflation;

  private final MessagePace pace;
  private State state = State.NONE;

  /// Bytes that have arrived and are not taken.
  private ByteBuffer arrived = NOTHING;

  /// The payload of the current control frame, as far as it has arrived.
  private ByteAccumulator control = new ByteAccumulator();

  private Frame frame = new Frame(0, Opcode.CONTINUATION, 0);
  private boolean isText;
  private boolean isCompressed;

  /// How many bytes of the message were read, after decompression.
  private long count;

  private Utf8Check utf8 = new Utf8Check();

  /// The part of a payload that the stream has not returned: the bytes of this array from `at` to
  /// `end`.
  private byte[] part = NOTHING.array();

  private int at;
  private int end;

  /// The client's close frame, if it came in the middle of the message.
  private @Nullable CloseReason closing;

  /// Why the message cannot be read; null if it can.
  private @Nullable IOException failure;

  /// @param inflation the decompressor; null if no compression was negotiated
  MessageStream(
      Upgrade upgrade,
      FrameReader frames,
      MessageReader.Receiver receiver,
      @Nullable Inflation inflation,
      MessagePace pace) {
    this.upgrade = upgrade;
    this.frames = frames;
    this.receiver = receiver;
    this.inflation = inflation;
    this.pace = pace;
  }

  // ---- for the receive loop

  /// Takes a copy of bytes that have arrived.
  void take(ByteBuffer bytes) {
    arrived = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  /// Handles frames up to the beginning of the next message.
  ///
  /// @return whether a message begins; if not, all bytes that have arrived are taken
  boolean beginsMessage() throws WebSocketException {
    boolean _ = frames.read(arrived, this);
    if (state == State.OPEN) {
      return true;
    }
    arrived = NOTHING; // an idle WebSocket holds no buffer
    return false;
  }

  /// Whether more of a frame is to come.
  boolean isMidway() {
    return frames.isMidway();
  }

  /// The client's close frame, if it came in the middle of the last message.
  @Nullable CloseReason closing() {
    return closing;
  }

  boolean isText() {
    return isText;
  }

  /// How many bytes of the message were read so far.
  long count() {
    return count;
  }

  /// Reads what the application has left of the message.
  void skipRest() throws IOException {
    byte[] rest = new byte[BUFFER];
    while (read(rest, 0, rest.length) >= 0) {
      // and drop it
    }
    state = State.NONE;
    utf8 = new Utf8Check();
    part = NOTHING.array();
    at = 0;
    end = 0;
    if (isCompressed && inflation != null) {
      inflation.endMessage();
    }
  }

  /// Why the last message could not be read; null if it could.
  @Nullable IOException failure() {
    return failure;
  }

  /// Frees memory when nothing is read any more.
  void release() {
    arrived = NOTHING;
    part = NOTHING.array();
    at = 0;
    end = 0;
    if (inflation != null) {
      inflation.release();
    }
  }

  // ---- for the application

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    IOException before = failure;
    if (before != null) {
      throw before;
    }
    if (length == 0) {
      return 0;
    }
    try {
      int some = readSome(into, offset, length);
      count += Math.max(0, some);
      if (isText && some > 0) {
        utf8.update(into, offset, some);
      } else if (isText) {
        utf8.finish();
      }
      return some;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private int readSome(byte[] into, int offset, int length) throws IOException {
    while (true) {
      int count = readPart(into, offset, length);
      if (count > 0) {
        return count;
      }
      if (state != State.OPEN) {
        return -1;
      }
      if (closing != null || !receiver.isListening()) {
        throw new EOFException("the WebSocket was closed in the middle of a message");
      }
      boolean isAllTaken = frames.read(arrived, this);
      if (isAllTaken) {
        awaitMore();
      }
    }
  }

  private int readPart(byte[] into, int offset, int length) throws WebSocketException {
    if (isCompressed && inflation != null) {
      return inflation.drain(into, offset, length);
    }
    int count = Math.min(length, end - at);
    System.arraycopy(part, at, into, offset, count);
    at += count;
    return count;
  }

  private void awaitMore() throws IOException {
    long begun = upgrade.nanoTime();
    pace.await(begun);
    if (pace.counts()) {
      upgrade.readTimeout(Duration.ofNanos(Math.max(1, pace.remaining(begun))));
    }
    ByteBuffer more = ByteBuffer.allocate(BUFFER);
    int count;
    try {
      count = upgrade.input().read(more.array());
    } catch (SocketTimeoutException _) {
      throw pace.failure();
    }
    if (count < 0) {
      throw new EOFException("the client has disconnected in the middle of a message");
    }
    pace.arrived(count, upgrade.nanoTime());
    if (pace.counts() && pace.remaining(upgrade.nanoTime()) <= 0) {
      throw pace.failure();
    }
    arrived = more.limit(count);
  }

  // ---- frames

  @Override
  public boolean begin(Frame next) throws WebSocketException {
    frame = next;
    if (next.opcode().isControl()) {
      return true;
    }
    if (next.opcode() == Opcode.CONTINUATION) {
      if (state != State.OPEN) {
        throw violation("a continuation frame without a message");
      }
      return true;
    }
    if (state == State.OPEN) {
      throw violation("a new message before the end of the last one");
    }
    state = State.OPEN;
    count = 0;
    isText = next.opcode() == Opcode.TEXT;
    isCompressed = next.isCompressed();
    return false;
  }

  @Override
  public boolean payload(byte[] bytes, int offset, int count) {
    if (frame.opcode().isControl()) {
      control.append(bytes, offset, count);
      return true;
    }
    if (isCompressed && inflation != null) {
      inflation.feed(bytes, offset, count);
    } else {
      part = bytes;
      at = offset;
      end = offset + count;
    }
    return false;
  }

  @Override
  public boolean end() throws WebSocketException {
    switch (frame.opcode()) {
      case PING -> receiver.ping(takeControl());
      case PONG -> receiver.pong(takeControl());
      case CLOSE -> {
        CloseReason reason = CloseReason.decode(takeControl());
        if (state == State.NONE) {
          receiver.close(reason);
        } else {
          closing = reason; // told when the listener's call is over
        }
        return false;
      }
      case CONTINUATION, TEXT, BINARY -> {
        if (frame.isFinal()) {
          state = State.COMPLETE;
          pace.stop();
          if (isCompressed && inflation != null) {
            inflation.feedTail();
          }
          return false;
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

  private static WebSocketException violation(String message) {
    return new WebSocketException(CloseReason.PROTOCOL_ERROR, message);
  }
}
