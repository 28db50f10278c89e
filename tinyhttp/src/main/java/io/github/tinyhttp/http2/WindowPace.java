package io.github.tinyhttp.http2;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.MinimumRate;

/// How long a client lets content wait for a window, that of a stream or of the connection. Only
/// that counts which the client holds up: the time in which a stream waits for its turn, or the
/// application makes content, does it no harm. For the driver.
final class WindowPace {
  private final long progress;
  private final MinimumRate rate;

  /// When the driver saw content wait last; [Clock#NEVER] if none did when it looked.
  private long lookedAt = Clock.NEVER;

  /// When the client let something through last, or content began to wait.
  private long movedAt;

  /// @param progress how long a client may take between two bytes, in nanoseconds
  WindowPace(long progress) {
    this.progress = progress;
    this.rate = new MinimumRate(progress);
  }

  /// No content waits.
  void free() {
    lookedAt = Clock.NEVER;
  }

  /// Content waits.
  ///
  /// @return whether it has waited for too long
  boolean isTooSlow(long now) {
    if (lookedAt == Clock.NEVER) {
      movedAt = now;
    } else {
      rate.waited(now - lookedAt);
    }
    lookedAt = now;
    return rate.patience() <= 0 || now - movedAt >= progress;
  }

  /// Octets have left.
  void moved(int octets, long now) {
    rate.moved(octets);
    movedAt = now;
  }
}
