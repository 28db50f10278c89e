package io.github.tinyhttp.websocket;

/// The head of a frame, RFC 6455 §5.2.
///
/// @param bits the flags of the first byte: [#FIN], [#RSV1]
/// @param length the length of the payload in bytes
record Frame(int bits, Opcode opcode, long length) {
  /// The maximum length of a control frame's payload, in bytes.
  static final int CONTROL_MAXIMUM = 125;

  static final int FIN = 0x80;
  static final int RSV1 = 0x40;
  static final int RSV2_OR_RSV3 = 0x30;
  static final int MASK = 0x80;

  /// The length byte that announces a 16-bit length.
  static final int LENGTH_16 = 126;

  /// The length byte that announces a 63-bit length.
  static final int LENGTH_63 = 127;

  /// Whether the frame ends a message.
  boolean isFinal() {
    return (bits & FIN) != 0;
  }

  /// Whether the frame begins a compressed message, RFC 7692 §6.
  boolean isCompressed() {
    return (bits & RSV1) != 0;
  }
}
