package io.github.tinyhttp.websocket;

import java.io.IOException;

/// A client broke a rule of the protocol, or exceeded a limit. The connection is closed with
/// [#code()].
public final class WebSocketException extends IOException {
  private static final long serialVersionUID = 1;

  /// The code of the close frame.
  private final int code;

  WebSocketException(int code, String message) {
    super(message);
    this.code = code;
  }

  /// The code the connection is closed with, one of those in [CloseReason].
  public int code() {
    return code;
  }
}
