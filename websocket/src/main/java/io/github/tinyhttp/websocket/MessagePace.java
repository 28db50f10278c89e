package io.github.tinyhttp.websocket;

import java.time.Duration;

/// Holds a client to a pace while a message, or a single frame, of it is unfinished: no wait is
/// longer than a time-out, and all waits together are not so long that the rate falls below 240
/// bytes a second. Only the time spent waiting counts. Times are readings of `Upgrade.nanoTime()`.
/// Confined to the thread that reads.
final class MessagePace {
  private static final long NANOS_PER_BYTE = Duration.ofSeconds(1).toNanos() / 240;

  /// The longest time between two bytes, in nanoseconds; zero for no limit.
  private final long progress;

  /// Whether a message is unfinished.
  private boolean counts;

  /// How many nanoseconds may be spent waiting from now on; every byte that arrives adds to it.
  private long budget;

  private long waitingSince;

  /// @param progress the longest time between two bytes; zero for no limit
  MessagePace(Duration progress) {
    this.progress = progress.toNanos();
  }

  /// The server waits for the client, in the middle of a message.
  void await(long now) {
    if (progress > 0 && !counts) {
      counts = true;
      budget = progress;
    }
    waitingSince = now;
  }

  /// No message is unfinished.
  void stop() {
    counts = false;
  }

  /// Notes that bytes have arrived.
  void arrived(int bytes, long now) {
    if (counts) {
      budget = budget - (now - waitingSince) + bytes * NANOS_PER_BYTE;
      waitingSince = now;
    }
  }

  boolean counts() {
    return counts;
  }

  /// How long the client has for its next byte, in nanoseconds; zero or less if it is too slow.
  long remaining(long now) {
    return Math.min(progress, budget) - (now - waitingSince);
  }

  WebSocketException failure() {
    return new WebSocketException(CloseReason.POLICY, "a message arrives too slowly");
  }
}
