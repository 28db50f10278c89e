package io.github.tinyhttp.websocket;

import io.github.tinyhttp.CheckReturnValue;
import java.util.List;

/// The options of a WebSocket.
///
/// @param origins which web pages may connect; by default the pages of this server
/// @param subprotocols the subprotocols the application speaks, the preferred one first; by default
///   none. The first one that the client offers is chosen. If the client offers none of them, the
///   WebSocket has no subprotocol, and the client may close it
/// @param compression whether messages are compressed; by default [MessageCompression#OFF]
/// @param limits how many bytes a WebSocket may hold in memory
/// @param timeouts how long a WebSocket waits for its client
@CheckReturnValue
public record WebSocketOptions(
    OriginCheck origins,
    List<String> subprotocols,
    MessageCompression compression,
    WebSocketLimits limits,
    WebSocketTimeouts timeouts) {
  private static final WebSocketOptions DEFAULTS =
      new WebSocketOptions(
          OriginCheck.SAME,
          List.of(),
          MessageCompression.OFF,
          WebSocketLimits.defaults(),
          WebSocketTimeouts.defaults());

  /// @throws IllegalArgumentException for a subprotocol that is not a token, or is named twice
  public WebSocketOptions {
    subprotocols = List.copyOf(subprotocols);
    Tokens.checkUnique(subprotocols);
  }

  /// The defaults given above.
  public static WebSocketOptions defaults() {
    return DEFAULTS;
  }

  /// These options with another choice of web pages.
  public WebSocketOptions withOrigins(OriginCheck check) {
    return new WebSocketOptions(check, subprotocols, compression, limits, timeouts);
  }

  /// These options with other subprotocols, the preferred one first.
  public WebSocketOptions withSubprotocols(String... names) {
    return new WebSocketOptions(origins, List.of(names), compression, limits, timeouts);
  }

  /// These options with another choice of compression.
  public WebSocketOptions withCompression(MessageCompression choice) {
    return new WebSocketOptions(origins, subprotocols, choice, limits, timeouts);
  }

  /// These options with other limits.
  public WebSocketOptions withLimits(WebSocketLimits bounds) {
    return new WebSocketOptions(origins, subprotocols, compression, bounds, timeouts);
  }

  /// These options with other timeouts.
  public WebSocketOptions withTimeouts(WebSocketTimeouts times) {
    return new WebSocketOptions(origins, subprotocols, compression, limits, times);
  }
}
