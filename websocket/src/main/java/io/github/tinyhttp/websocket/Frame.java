package io.github.tinyhttp.websocket;

/// What the head of a frame says, RFC 6455 §5.2.
///
/// @param last whether it ends a message
/// @param compressed whether it begins a message that is compressed
/// @param length how long its payload is
record Frame(boolean last, boolean compressed, Opcode opcode, long length) {
  /// The longest payload of a control frame.
  static final int CONTROL_MAXIMUM = 125;

  static final int FIN = 0x80;
  static final int RSV1 = 0x40;
  static final int RSV2_OR_RSV3 = 0x30;
  static final int MASK = 0x80;

  /// A length that stands in the next two bytes.
  static final int LENGTH_16 = 126;

  /// A length that stands in the next eight bytes.
  static final int LENGTH_63 = 127;
}
