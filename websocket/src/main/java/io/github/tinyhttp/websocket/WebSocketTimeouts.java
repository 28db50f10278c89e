package io.github.tinyhttp.websocket;

import io.github.tinyhttp.CheckReturnValue;
import java.time.Duration;

/// How long a WebSocket waits. A deadline is noticed within a quarter of a second.
///
/// @param keepAlive a client that was silent for so long is sent a ping, and dropped if it is
///   silent for as long again, 30 s. Keeps proxies from taking the connection for dead, and finds
///   those that are. Zero for never
/// @param idle a client that sends no message for so long is closed with 1001. Zero, the default,
///   for never
/// @param write a client that takes nothing of what is sent to it for so long is dropped, 30 s
/// @param close for the client's part of the farewell, 5 s
@CheckReturnValue
public record WebSocketTimeouts(Duration keepAlive, Duration idle, Duration write, Duration close) {
  private static final WebSocketTimeouts DEFAULTS =
      new WebSocketTimeouts(
          Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(5));

  /// @throws IllegalArgumentException for a time that is negative, or longer than a year; `write`
  ///   and `close` cannot be zero either
  public WebSocketTimeouts {
    check("keepAlive", keepAlive, Duration.ZERO);
    check("idle", idle, Duration.ZERO);
    check("write", write, Duration.ofNanos(1));
    check("close", close, Duration.ofNanos(1));
  }

  private static void check(String name, Duration time, Duration least) {
    if (time.compareTo(least) < 0 || time.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException(name + " cannot be " + time);
    }
  }

  /// As documented above.
  public static WebSocketTimeouts defaults() {
    return DEFAULTS;
  }

  /// With another time before a silent client is sent a ping.
  public WebSocketTimeouts withKeepAlive(Duration time) {
    return new WebSocketTimeouts(time, idle, write, close);
  }

  /// With another time between two messages of a client.
  public WebSocketTimeouts withIdle(Duration time) {
    return new WebSocketTimeouts(keepAlive, time, write, close);
  }

  /// With another time for a client to take what is sent to it.
  public WebSocketTimeouts withWrite(Duration time) {
    return new WebSocketTimeouts(keepAlive, idle, time, close);
  }

  /// With another time for the client's part of the farewell.
  public WebSocketTimeouts withClose(Duration time) {
    return new WebSocketTimeouts(keepAlive, idle, write, time);
  }
}
