package io.github.tinyhttp.websocket;

/// Decides what to do about a client that sends nothing. Times are readings of
/// `Upgrade.nanoTime()`. Confined to the thread that reads.
final class KeepAlive {
  /// The action that is due now.
  enum Step {
    /// Nothing is due.
    WAIT,
    /// The client has been silent for too long, and is sent a ping.
    PING,
    /// The client has sent no message for too long.
    IDLE,
    /// The client has not even replied to a ping.
    DEAD
  }

  /// How long the client may be silent before a ping, in nanoseconds; zero for no limit.
  private final long keepAlive;

  /// How long the client may send no message, in nanoseconds; zero for no limit.
  private final long idle;

  private long lastByte;
  private long lastMessage;

  /// Whether a message is among the bytes that are being handled.
  private boolean messageArrived;

  /// Whether a ping was sent since the client's last byte.
  private boolean pinged;

  KeepAlive(WebSocketTimeouts timeouts, long now) {
    this.keepAlive = timeouts.keepAlive().toNanos();
    this.idle = timeouts.idle().toNanos();
    this.lastByte = now;
    this.lastMessage = now;
  }

  /// Notes that a message has arrived and was handled.
  void noteMessage() {
    messageArrived = true;
  }

  /// Notes that bytes have arrived and were handled, so that the client has its time again from now
  /// on. The time that the listener took does not count.
  void noteBytes(long now) {
    lastByte = now;
    pinged = false;
    if (messageArrived) {
      messageArrived = false;
      lastMessage = now;
    }
  }

  /// Returns the action that is due. The caller has to carry it out.
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
    lastByte = now; // the client has the same time again for its pong
    pinged = true;
    return Step.PING;
  }

  /// How long no action will be due, in nanoseconds; zero for no limit.
  long remaining(long now) {
    long least = Long.MAX_VALUE;
    if (keepAlive > 0) {
      least = Math.min(least, keepAlive - (now - lastByte));
    }
    if (idle > 0) {
      least = Math.min(least, idle - (now - lastMessage));
    }
    return least == Long.MAX_VALUE ? 0 : Math.max(1, least);
  }
}
