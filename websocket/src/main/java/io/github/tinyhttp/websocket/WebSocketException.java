package io.github.tinyhttp.websocket;

import java.io.IOException;

/// A client has broken a rule of the protocol, or a limit: the connection is closed with a code
/// that says so.
public final class WebSocketException extends IOException {
  private static final long serialVersionUID = 1;

  /// What the connection is closed with.
  private final int code;

  WebSocketException(int code, String message) {
    super(message);
    this.code = code;
  }

  /// The code the connection is closed with.
  public int code() {
    return code;
  }
}
