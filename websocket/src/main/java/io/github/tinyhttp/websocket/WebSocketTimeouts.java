package io.github.tinyhttp.websocket;

import io.github.tinyhttp.CheckReturnValue;
import java.time.Duration;

/// How long a WebSocket waits for its client. The server notices a missed deadline within a quarter
/// of a second.
///
/// @param keepAlive how long a client may be silent before the server sends it a ping, and how long
///   it may then take to reply before the connection is dropped; 30 s by default, zero for no
///   limit. Pings keep proxies from dropping an idle connection, and find clients that have
///   disappeared
/// @param idle how long a client may send no message before the WebSocket is closed with 1001;
///   zero, the default, for no limit
/// @param message how long a client may pause in the middle of a message before the WebSocket is
///   closed with 1008; all waits for one message together may not last longer than this and one
///   second for each 240 bytes. 30 s by default, zero for no limit. It keeps clients from holding
///   memory by messages that they never finish
/// @param write how long a client may accept no bytes before the connection is dropped; 30 s by
///   default
/// @param close how long the closing handshake may take before the connection is dropped; 5 s by
///   default
@CheckReturnValue
public record WebSocketTimeouts(
    Duration keepAlive, Duration idle, Duration message, Duration write, Duration close) {
  private static final WebSocketTimeouts DEFAULTS =
      new WebSocketTimeouts(
          Duration.ofSeconds(30),
          Duration.ZERO,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));

  /// @throws IllegalArgumentException for a time that is negative or longer than a year, or if
  ///   `write` or `close` is zero
  public WebSocketTimeouts {
    check("keepAlive", keepAlive, Duration.ZERO);
    check("idle", idle, Duration.ZERO);
    check("message", message, Duration.ZERO);
    check("write", write, Duration.ofNanos(1));
    check("close", close, Duration.ofNanos(1));
  }

  private static void check(String name, Duration time, Duration minimum) {
    if (time.compareTo(minimum) < 0 || time.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException("invalid timeout " + name + ": " + time);
    }
  }

  /// The defaults given above.
  public static WebSocketTimeouts defaults() {
    return DEFAULTS;
  }

  /// These timeouts with another time before a silent client is sent a ping.
  public WebSocketTimeouts withKeepAlive(Duration time) {
    return new WebSocketTimeouts(time, idle, message, write, close);
  }

  /// These timeouts with another time between two messages of a client.
  public WebSocketTimeouts withIdle(Duration time) {
    return new WebSocketTimeouts(keepAlive, time, message, write, close);
  }

  /// These timeouts with another time for a client to pause in the middle of a message.
  public WebSocketTimeouts withMessage(Duration time) {
    return new WebSocketTimeouts(keepAlive, idle, time, write, close);
  }

  /// These timeouts with another time for a client to accept bytes.
  public WebSocketTimeouts withWrite(Duration time) {
    return new WebSocketTimeouts(keepAlive, idle, message, time, close);
  }

  /// These timeouts with another time for the closing handshake.
  public WebSocketTimeouts withClose(Duration time) {
    return new WebSocketTimeouts(keepAlive, idle, message, write, time);
  }
}
