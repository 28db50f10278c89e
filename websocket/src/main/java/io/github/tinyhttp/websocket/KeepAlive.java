package io.github.tinyhttp.websocket;

import java.time.Duration;

/// What to do about a client that sends nothing. Times are those of `System.nanoTime()`. For the
/// thread that reads.
final class KeepAlive {
  /// What is to be done now.
  enum Step {
    WAIT,
    PING,
    /// no message for too long
    IDLE,
    /// not even an answer to a ping
    DEAD
  }

  private final long keepAlive;
  private final long idle;
  private long lastByte;
  private long lastMessage;
  private boolean pinged;

  KeepAlive(WebSocketTimeouts timeouts, long now) {
    this.keepAlive = timeouts.keepAlive().toNanos();
    this.idle = timeouts.idle().toNanos();
    this.lastByte = now;
    this.lastMessage = now;
  }

  /// Bytes have come.
  void broken(long now) {
    lastByte = now;
    pinged = false;
  }

  /// A message has come.
  void message(long now) {
    lastMessage = now;
  }

  Step next(long now) {
    if (idle > 0 && now - lastMessage >= idle) {
      return Step.IDLE;
    }
    if (keepAlive == 0 || now - lastByte < keepAlive) {
      return Step.WAIT;
    }
    if (pinged) {
      return Step.DEAD;
    }
    lastByte = now; // as long again for the pong
    pinged = true;
    return Step.PING;
  }

  /// How long nothing need be done; zero for ever.
  Duration patience(long now) {
    long least = Long.MAX_VALUE;
    if (keepAlive > 0) {
      least = Math.min(least, keepAlive - (now - lastByte));
    }
    if (idle > 0) {
      least = Math.min(least, idle - (now - lastMessage));
    }
    return least == Long.MAX_VALUE ? Duration.ZERO : Duration.ofNanos(Math.max(1, least));
  }
}
