package io.github.tinyhttp.websocket;

import io.github.tinyhttp.CheckReturnValue;

/// How many bytes a WebSocket may hold in memory. No memory is reserved for bytes that a client has
/// only announced.
///
/// @param frame the maximum length of a frame from the client, 1 MiB by default. A longer frame
///   closes the WebSocket with 1009 as soon as its length is known
/// @param message the maximum length of a message from the client after decompression, 1 MiB by
///   default. A longer message closes the WebSocket with 1009
/// @param queue the maximum number of bytes that wait to be sent by [WebSocket#trySend(String)], 1
///   MiB by default. A message of any length fits into an empty queue
@CheckReturnValue
public record WebSocketLimits(int frame, int message, int queue) {
  private static final WebSocketLimits DEFAULTS = new WebSocketLimits(1 << 20, 1 << 20, 1 << 20);

  /// @throws IllegalArgumentException for a size that is not positive, or is more than 1 GiB
  public WebSocketLimits {
    check("frame", frame);
    check("message", message);
    check("queue", queue);
  }

  private static void check(String name, int size) {
    if (size <= 0 || size > 1 << 30) {
      throw new IllegalArgumentException(name + " must be from 1 byte to 1 GiB, not " + size);
    }
  }

  /// The defaults given above.
  public static WebSocketLimits defaults() {
    return DEFAULTS;
  }

  /// These limits with another maximum length of frames.
  public WebSocketLimits withFrame(int bytes) {
    return new WebSocketLimits(bytes, message, queue);
  }

  /// These limits with another maximum length of messages, which becomes that of frames, too.
  public WebSocketLimits withMessage(int bytes) {
    return new WebSocketLimits(bytes, bytes, queue);
  }

  /// These limits with another bound for the bytes that wait to be sent.
  public WebSocketLimits withQueue(int bytes) {
    return new WebSocketLimits(frame, message, bytes);
  }
}
