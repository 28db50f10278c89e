package io.github.tinyhttp.websocket;

import java.nio.ByteBuffer;

/// Finds the frames in what a client sends, however it comes apart, RFC 6455 §5.2. It keeps a few
/// numbers and no bytes; payloads are passed on as they come.
final class FrameReader {
  /// Who gets the frames. Each method may throw to end it all.
  interface Sink {
    /// The head of a frame has come.
    void begin(Frame frame) throws WebSocketException;

    /// A part of its payload has come, unmasked. Lent until the call returns.
    void payload(byte[] bytes, int offset, int count) throws WebSocketException;

    /// The frame is complete.
    ///
    /// @return whether to go on; if not, what follows stays unread
    boolean end() throws WebSocketException;
  }

  /// What the next byte is:
  ///
  /// ```
  /// KIND -> LENGTH -> [EXTENDED_LENGTH] -> KEY -> [PAYLOAD] -> KIND
  /// ```
  private enum State {
    KIND,
    LENGTH,
    EXTENDED_LENGTH,
    KEY,
    PAYLOAD
  }

  private final boolean compression;
  private final long maximum;

  private State state = State.KIND;
  private int kind;
  private Opcode opcode = Opcode.CONTINUATION;
  private int lengthBytes;

  /// What is still missing of the extended length, or of the key.
  private int missing;

  private long length;
  private int key;

  /// How much of the payload has come.
  private long position;

  /// @param compression whether it was agreed on
  /// @param maximum the longest payload
  FrameReader(boolean compression, int maximum) {
    this.compression = compression;
    this.maximum = maximum;
  }

  /// Takes all that is in `input`, which has an array that is changed on the way; less only if the
  /// sink wants no more.
  ///
  /// @return whether the sink wants more
  boolean read(ByteBuffer input, Sink sink) throws WebSocketException {
    while (input.hasRemaining()) {
      boolean goOn =
          switch (state) {
            case KIND -> kind(input.get());
            case LENGTH -> length(input.get());
            case EXTENDED_LENGTH -> extendedLength(input.get());
            case KEY -> key(input.get(), sink);
            case PAYLOAD -> payload(input, sink);
          };
      if (!goOn) {
        return false;
      }
    }
    return true;
  }

  private boolean kind(int octet) throws WebSocketException {
    kind = octet;
    opcode = Opcode.of(octet & 0xF);
    boolean compressed = (octet & Frame.RSV1) != 0;
    boolean begins = opcode == Opcode.TEXT || opcode == Opcode.BINARY;
    if ((octet & Frame.RSV2_OR_RSV3) != 0 || compressed && !(compression && begins)) {
      throw broken("a reserved bit is set");
    }
    if (opcode.isControl() && (octet & Frame.FIN) == 0) {
      throw broken("a control frame in fragments");
    }
    state = State.LENGTH;
    return true;
  }

  private boolean length(int octet) throws WebSocketException {
    if ((octet & Frame.MASK) == 0) {
      throw broken("a frame of a client is not masked");
    }
    length = octet & 0x7F;
    if (opcode.isControl() && length > Frame.CONTROL_MAXIMUM) {
      throw broken("a control frame of more than 125 bytes");
    }
    lengthBytes = length == Frame.LENGTH_16 ? 2 : length == Frame.LENGTH_63 ? 8 : 0;
    if (lengthBytes == 0) {
      return lengthIsKnown();
    }
    length = 0;
    missing = lengthBytes;
    state = State.EXTENDED_LENGTH;
    return true;
  }

  private boolean extendedLength(int octet) throws WebSocketException {
    if (missing == 8 && octet < 0) {
      throw broken("a length of more than 63 bits");
    }
    length = length << 8 | octet & 0xFF;
    if (--missing > 0) {
      return true;
    }
    if (length < (lengthBytes == 2 ? Frame.LENGTH_16 : 1 << 16)) {
      throw broken("a length that is not encoded in the shortest way");
    }
    return lengthIsKnown();
  }

  private boolean lengthIsKnown() throws WebSocketException {
    if (length > maximum) {
      throw new WebSocketException(CloseReason.TOO_LARGE, "a frame of " + length + " bytes");
    }
    missing = 4;
    key = 0;
    state = State.KEY;
    return true;
  }

  private boolean key(int octet, Sink sink) throws WebSocketException {
    key = key << 8 | octet & 0xFF;
    if (--missing > 0) {
      return true;
    }
    sink.begin(new Frame((kind & Frame.FIN) != 0, (kind & Frame.RSV1) != 0, opcode, length));
    position = 0;
    state = State.PAYLOAD;
    return length > 0 || end(sink);
  }

  private boolean payload(ByteBuffer input, Sink sink) throws WebSocketException {
    int count = (int) Math.min(input.remaining(), length - position);
    int offset = input.arrayOffset() + input.position();
    Mask.apply(Integer.rotateLeft(key, (int) (position & 3) * 8), input.array(), offset, count);
    input.position(input.position() + count);
    position += count;
    sink.payload(input.array(), offset, count);
    return position < length || end(sink);
  }

  private boolean end(Sink sink) throws WebSocketException {
    state = State.KIND;
    return sink.end();
  }

  private static WebSocketException broken(String message) {
    return new WebSocketException(CloseReason.PROTOCOL_ERROR, message);
  }
}
