package io.github.tinyhttp.websocket;

import java.nio.ByteBuffer;

/// Finds the frames in a client's bytes, in whatever pieces they arrive, RFC 6455 §5.2. The reader
/// keeps a few numbers and no bytes; payloads are passed on as they arrive.
final class FrameReader {
  /// The receiver of the frames. A method that throws ends the reading.
  interface Sink {
    /// Called when the head of a frame has arrived.
    ///
    /// @return whether to continue; if false, the bytes that follow stay unread
    boolean begin(Frame frame) throws WebSocketException;

    /// Called for each part of the payload, unmasked, in the array that was given to the reader.
    ///
    /// @return whether to continue
    boolean payload(byte[] bytes, int offset, int count) throws WebSocketException;

    /// Called when the frame is complete.
    ///
    /// @return whether to continue
    boolean end() throws WebSocketException;
  }

  /// The meaning of the first reserved bit on this connection.
  enum Rsv1 {
    /// No extension uses the bit: a frame that sets it is refused.
    RESERVED,
    /// The bit marks a compressed message, RFC 7692 §6.
    COMPRESSED
  }

  /// The part of the frame that the next byte belongs to:
  ///
  /// ```
  /// FIRST -> LENGTH -> [EXTENDED_LENGTH] -> KEY -> [PAYLOAD] -> FIRST
  /// ```
  private enum State {
    FIRST,
    LENGTH,
    EXTENDED_LENGTH,
    KEY,
    PAYLOAD
  }

  private final Rsv1 rsv1;

  /// The maximum length of a payload, in bytes.
  private final long maximum;

  private State state = State.FIRST;

  /// The first byte of the current frame: its flags and opcode.
  private int first;

  private Opcode opcode = Opcode.CONTINUATION;

  /// The number of bytes that encode the extended length: 0, 2 or 8.
  private int lengthBytes;

  /// How many bytes of the extended length, or of the masking key, are missing.
  private int missing;

  /// The length of the current payload, in bytes.
  private long length;

  /// The masking key of the current frame.
  private int key;

  /// How many bytes of the current payload have arrived.
  private long position;

  /// @param maximum the maximum length of a payload, in bytes
  FrameReader(Rsv1 rsv1, long maximum) {
    this.rsv1 = rsv1;
    this.maximum = maximum;
  }

  /// Consumes `input` until it is empty or the sink stops.
  ///
  /// @param input a buffer with an array, in which payloads are unmasked
  /// @return whether the sink wants more
  boolean read(ByteBuffer input, Sink sink) throws WebSocketException {
    while (true) {
      if (state == State.PAYLOAD && position == length) {
        state = State.FIRST;
        if (!sink.end()) {
          return false;
        }
      }
      if (!input.hasRemaining()) {
        return true;
      }
      boolean goesOn =
          switch (state) {
            case FIRST -> first(input.get());
            case LENGTH -> length(input.get());
            case EXTENDED_LENGTH -> extendedLength(input.get());
            case KEY -> key(input.get(), sink);
            case PAYLOAD -> payload(input, sink);
          };
      if (!goesOn) {
        return false;
      }
    }
  }

  /// Whether a part of a frame has arrived.
  boolean isMidway() {
    return state != State.FIRST;
  }

  private boolean first(int octet) throws WebSocketException {
    first = octet;
    opcode = Opcode.of(octet & 0xF);
    boolean beginsMessage = opcode == Opcode.TEXT || opcode == Opcode.BINARY;
    boolean mayBeCompressed = rsv1 == Rsv1.COMPRESSED && beginsMessage;
    if ((octet & Frame.RSV2_OR_RSV3) != 0 || (octet & Frame.RSV1) != 0 && !mayBeCompressed) {
      throw violation("a frame sets a reserved bit");
    }
    if (opcode.isControl() && (octet & Frame.FIN) == 0) {
      throw violation("a control frame is fragmented");
    }
    state = State.LENGTH;
    return true;
  }

  private boolean length(int octet) throws WebSocketException {
    if ((octet & Frame.MASK) == 0) {
      throw violation("a client's frame is not masked");
    }
    length = octet & 0x7F;
    if (opcode.isControl() && length > Frame.CONTROL_MAXIMUM) {
      throw violation("a control frame has more than 125 bytes");
    }
    lengthBytes = length == Frame.LENGTH_16 ? 2 : length == Frame.LENGTH_63 ? 8 : 0;
    if (lengthBytes == 0) {
      return expectKey();
    }
    length = 0;
    missing = lengthBytes;
    state = State.EXTENDED_LENGTH;
    return true;
  }

  private boolean extendedLength(int octet) throws WebSocketException {
    if (missing == 8 && octet < 0) {
      throw violation("a frame's length has more than 63 bits");
    }
    length = length << 8 | octet & 0xFF;
    if (--missing > 0) {
      return true;
    }
    if (length < (lengthBytes == 2 ? Frame.LENGTH_16 : 1 << 16)) {
      throw violation("a frame's length is not in its shortest encoding");
    }
    return expectKey();
  }

  private boolean expectKey() throws WebSocketException {
    if (length > maximum) {
      throw new WebSocketException(CloseReason.TOO_LARGE, "a frame has " + length + " bytes");
    }
    missing = 4;
    key = 0;
    state = State.KEY;
    return true;
  }

  /// @return whether the sink wants more
  private boolean key(int octet, Sink sink) throws WebSocketException {
    key = key << 8 | octet & 0xFF;
    if (--missing > 0) {
      return true;
    }
    position = 0;
    state = State.PAYLOAD;
    return sink.begin(new Frame(first & (Frame.FIN | Frame.RSV1), opcode, length));
  }

  /// @return whether the sink wants more
  private boolean payload(ByteBuffer input, Sink sink) throws WebSocketException {
    int count = (int) Math.min(input.remaining(), length - position);
    int offset = input.arrayOffset() + input.position();
    Mask.apply(Integer.rotateLeft(key, (int) (position & 3) * 8), input.array(), offset, count);
    input.position(input.position() + count);
    position += count;
    return sink.payload(input.array(), offset, count);
  }

  private static WebSocketException violation(String message) {
    return new WebSocketException(CloseReason.PROTOCOL_ERROR, message);
  }
}
