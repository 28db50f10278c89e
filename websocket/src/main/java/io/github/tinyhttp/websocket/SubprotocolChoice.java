package io.github.tinyhttp.websocket;

/// What happens if a client offers none of the subprotocols that the application speaks.
public enum SubprotocolChoice {
  /// The WebSocket is accepted without a subprotocol, and the client may close it. A client that
  /// has offered some usually does.
  OPTIONAL,

  /// The handshake is refused with 400.
  REQUIRED
}
