package io.github.tinyhttp.http2;

/// Windows of flow control, RFC 9113 §6.9.
final class FlowControl {
  /// The window of a connection, and of a stream, before anything was said of it.
  static final int INITIAL = 65_535;

  /// How much padding is collected before the client gets credit for it: else a frame of one octet
  /// would cost one of ours. With what an application may take before it gives credit, that is less
  /// than a window, so no client is left without.
  static final int PADDING = INITIAL / 4;

  private FlowControl() {}

  /// A window with a change.
  ///
  /// @throws ConnectionFault if it is larger than a window can be
  static int added(int window, int change) throws ConnectionFault {
    long sum = (long) window + change;
    if (sum > Integer.MAX_VALUE) {
      throw new ConnectionFault(ErrorCode.FLOW_CONTROL_ERROR, "a window is too large");
    }
    return (int) sum;
  }
}
