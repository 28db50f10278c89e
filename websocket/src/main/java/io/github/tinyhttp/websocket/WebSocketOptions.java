package io.github.tinyhttp.websocket;

import io.github.tinyhttp.CheckReturnValue;
import java.util.List;

/// How WebSockets of one kind behave; every part has a default.
///
/// @param origins which web pages may connect; those of this server
/// @param subprotocols those the application speaks, the preferred one first; none. The first that
///   the client offers is taken. Without one in common there is none, which the client may not like
/// @param compression whether messages are compressed; never
/// @param limits how much is held
/// @param timeouts how long is waited
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

  /// @throws IllegalArgumentException for a subprotocol that is no token, or named twice
  public WebSocketOptions {
    subprotocols = List.copyOf(subprotocols);
    Tokens.checkUnique(subprotocols);
  }

  /// As documented above.
  public static WebSocketOptions defaults() {
    return DEFAULTS;
  }

  /// With another choice of web pages.
  public WebSocketOptions withOrigins(OriginCheck check) {
    return new WebSocketOptions(check, subprotocols, compression, limits, timeouts);
  }

  /// With these subprotocols.
  public WebSocketOptions withSubprotocols(String... names) {
    return new WebSocketOptions(origins, List.of(names), compression, limits, timeouts);
  }

  /// With messages compressed, or not.
  public WebSocketOptions withCompression(MessageCompression choice) {
    return new WebSocketOptions(origins, subprotocols, choice, limits, timeouts);
  }

  /// With other limits.
  public WebSocketOptions withLimits(WebSocketLimits bounds) {
    return new WebSocketOptions(origins, subprotocols, compression, bounds, timeouts);
  }

  /// With other times.
  public WebSocketOptions withTimeouts(WebSocketTimeouts times) {
    return new WebSocketOptions(origins, subprotocols, compression, limits, times);
  }
}
