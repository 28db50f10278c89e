package io.github.tinyhttp.websocket;

import io.github.tinyhttp.CheckReturnValue;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import java.util.List;

/// The options of a WebSocket.
///
/// @param origins which web pages may connect; by default the pages of this server
/// @param subprotocols the subprotocols the application speaks, the preferred one first; by default
///   none. The first one that the client offers is chosen
/// @param subprotocolChoice what happens if the client offers none of the subprotocols; by default
///   [SubprotocolChoice#OPTIONAL]
/// @param fields fields of the response that completes the handshake, such as `Set-Cookie`; by
///   default none beyond those of the handshake
/// @param compression whether messages are compressed; by default [MessageCompression#OFF]
/// @param limits how many bytes a WebSocket may hold in memory
/// @param timeouts how long a WebSocket waits for its client
@CheckReturnValue
public record WebSocketOptions(
    OriginCheck origins,
    List<String> subprotocols,
    SubprotocolChoice subprotocolChoice,
    Headers fields,
    MessageCompression compression,
    WebSocketLimits limits,
    WebSocketTimeouts timeouts) {
  private static final WebSocketOptions DEFAULTS =
      new WebSocketOptions(
          OriginCheck.SAME,
          List.of(),
          SubprotocolChoice.OPTIONAL,
          Headers.empty(),
          MessageCompression.OFF,
          WebSocketLimits.defaults(),
          WebSocketTimeouts.defaults());

  /// @throws IllegalArgumentException for a subprotocol that is not a token or is named twice, and
  ///   for a field that belongs to the handshake
  public WebSocketOptions {
    subprotocols = List.copyOf(subprotocols);
    Tokens.checkUnique(subprotocols);
    WebSocketHandshake.checkFields(fields);
  }

  /// The defaults given above.
  public static WebSocketOptions defaults() {
    return DEFAULTS;
  }

  /// These options with another choice of web pages.
  public WebSocketOptions withOrigins(OriginCheck check) {
    return new WebSocketOptions(
        check, subprotocols, subprotocolChoice, fields, compression, limits, timeouts);
  }

  /// These options with other subprotocols, the preferred one first.
  public WebSocketOptions withSubprotocols(String... names) {
    return new WebSocketOptions(
        origins, List.of(names), subprotocolChoice, fields, compression, limits, timeouts);
  }

  /// These options with these subprotocols, the preferred one first; a client that offers none of
  /// them is refused.
  public WebSocketOptions withRequiredSubprotocols(String... names) {
    return new WebSocketOptions(
        origins, List.of(names), SubprotocolChoice.REQUIRED, fields, compression, limits, timeouts);
  }

  /// These options with the header fields of `response` for the response that completes the
  /// handshake, for example `Response.empty().withCookie(cookie)`. Its status and content are
  /// ignored.
  ///
  /// @throws IllegalArgumentException for a field that belongs to the handshake
  public WebSocketOptions withFieldsOf(Response response) {
    return new WebSocketOptions(
        origins,
        subprotocols,
        subprotocolChoice,
        response.headers(),
        compression,
        limits,
        timeouts);
  }

  /// These options with another choice of compression.
  public WebSocketOptions withCompression(MessageCompression choice) {
    return new WebSocketOptions(
        origins, subprotocols, subprotocolChoice, fields, choice, limits, timeouts);
  }

  /// These options with other limits.
  public WebSocketOptions withLimits(WebSocketLimits bounds) {
    return new WebSocketOptions(
        origins, subprotocols, subprotocolChoice, fields, compression, bounds, timeouts);
  }

  /// These options with other timeouts.
  public WebSocketOptions withTimeouts(WebSocketTimeouts times) {
    return new WebSocketOptions(
        origins, subprotocols, subprotocolChoice, fields, compression, limits, times);
  }
}
