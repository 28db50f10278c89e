package io.github.tinyhttp.websocket;

import org.jspecify.annotations.Nullable;

/// The type of a frame, RFC 6455 §5.2. All other numbers are reserved.
enum Opcode {
  CONTINUATION(0),
  TEXT(1),
  BINARY(2),
  CLOSE(8),
  PING(9),
  PONG(10);

  private static final @Nullable Opcode[] BY_CODE = new Opcode[16];

  static {
    for (Opcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
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

  /// Whether the frame is a control frame, which may stand between the frames of a message.
  boolean isControl() {
    return code >= 8;
  }
}
