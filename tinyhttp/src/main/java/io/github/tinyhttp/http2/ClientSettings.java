package io.github.tinyhttp.http2;

/// What the client's SETTINGS say, RFC 9113 §6.5.2. Values that only a client has to heed are
/// checked and forgotten. For the driver.
final class ClientSettings {
  static final int HEADER_TABLE_SIZE = 1;
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;
  static final int MAX_FRAME_SIZE = 5;
  static final int MAX_HEADER_LIST_SIZE = 6;

  /// RFC 8441 §3.
  static final int ENABLE_CONNECT_PROTOCOL = 8;

  /// RFC 9218 §2.1.
  static final int NO_RFC7540_PRIORITIES = 9;

  private static final int LARGEST_FRAME = (1 << 24) - 1;

  private final Sender sender;
  private final Streams streams;
  private boolean taken;

  ClientSettings(Sender sender, Streams streams) {
    this.sender = sender;
    this.streams = streams;
  }

  /// Whether the client has sent its SETTINGS.
  boolean isTaken() {
    return taken;
  }

  void taken() {
    taken = true;
  }

  void take(int identifier, long value) throws ConnectionFault {
    switch (identifier) {
      case HEADER_TABLE_SIZE -> sender.heads().encoder().limit(value);
      case ENABLE_PUSH, ENABLE_CONNECT_PROTOCOL, NO_RFC7540_PRIORITIES -> {
        if (value > 1) {
          throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "a setting is neither 0 nor 1");
        }
      }
      case INITIAL_WINDOW_SIZE -> {
        if (value > Integer.MAX_VALUE) {
          throw new ConnectionFault(ErrorCode.FLOW_CONTROL_ERROR, "a window is too large");
        }
        sender.streamWindow((int) value, streams.all());
      }
      case MAX_FRAME_SIZE -> {
        if (value < Frames.PAYLOAD || value > LARGEST_FRAME) {
          throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "no frame size: " + value);
        }
      }
      default -> {} // MAX_CONCURRENT_STREAMS is about pushes, and others are not known (§6.5.2)
    }
  }
}
