package io.github.tinyhttp.websocket;

import org.jspecify.annotations.Nullable;

/// What a frame is, RFC 6455 §5.2. The other numbers are reserved.
enum Opcode {
  CONTINUATION(0),
  TEXT(1),
  BINARY(2),
  CLOSE(8),
  PING(9),
  PONG(10);

  private static final @Nullable Opcode[] BY_CODE = new Opcode[16];

  static {
    for (Opcode one : values()) {
      BY_CODE[one.code] = one;
    }
  }

  final int code;

  Opcode(int code) {
    this.code = code;
  }

  static Opcode of(int code) throws WebSocketException {
    Opcode known = BY_CODE[code];
    if (known == null) {
      throw new WebSocketException(CloseReason.PROTOCOL_ERROR, "reserved opcode " + code);
    }
    return known;
  }

  /// Whether it is about the connection; such frames may stand between the frames of a message.
  boolean isControl() {
    return code >= 8;
  }
}
