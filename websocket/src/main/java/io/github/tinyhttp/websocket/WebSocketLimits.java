package io.github.tinyhttp.websocket;

import io.github.tinyhttp.CheckReturnValue;

/// How much a WebSocket holds, in bytes. Nothing is reserved for what a client only announces.
///
/// @param frame the longest frame a client may send, 1 MiB; a longer one closes with 1009 as soon
///   as it is announced
/// @param message the longest message a client may send, decompressed, 1 MiB; a longer one closes
///   with 1009
/// @param queue what may wait to be sent, 1 MiB: see [WebSocket#trySend(String)]. A message always
///   finds place if nothing waits
@CheckReturnValue
public record WebSocketLimits(int frame, int message, int queue) {
  private static final WebSocketLimits DEFAULTS = new WebSocketLimits(1 << 20, 1 << 20, 1 << 20);

  /// @throws IllegalArgumentException for a size that is not positive, or over 1 GiB
  public WebSocketLimits {
    check("frame", frame);
    check("message", message);
    check("queue", queue);
  }

  private static void check(String name, int size) {
    if (size <= 0 || size > 1 << 30) {
      throw new IllegalArgumentException(name + " cannot be " + size);
    }
  }

  /// As documented above.
  public static WebSocketLimits defaults() {
    return DEFAULTS;
  }

  /// With another bound for frames.
  public WebSocketLimits withFrame(int bytes) {
    return new WebSocketLimits(bytes, message, queue);
  }

  /// With another bound for messages; that for frames becomes the same.
  public WebSocketLimits withMessage(int bytes) {
    return new WebSocketLimits(bytes, bytes, queue);
  }

  /// With another bound for what waits to be sent.
  public WebSocketLimits withQueue(int bytes) {
    return new WebSocketLimits(frame, message, bytes);
  }
}
