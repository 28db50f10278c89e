package io.github.tinyhttp.http2;

import io.github.tinyhttp.wire.MinimumRate;

/// How long a client lets content wait for a window, that of a stream or of the connection. Only
/// that counts which the client holds up: the time in which a stream waits for its turn, or the
/// application makes content, does it no harm. For the driver.
final class WindowPace {
  private final long progress;
  private final MinimumRate rate;

  /// When the driver looked last.
  private long lookedAt;

  /// When the client let something through last, or content began to wait.
  private long movedAt;

  /// @param progress how long a client may take between two bytes, in nanoseconds
  /// @param now when content begins to wait
  WindowPace(long progress, long now) {
    this.progress = progress;
    this.rate = new MinimumRate(progress);
    this.lookedAt = now;
    this.movedAt = now;
  }

  /// Whether content has waited for too long. It has waited since the last look.
  boolean isTooSlow(long now) {
    rate.waited(now - lookedAt);
    lookedAt = now;
    return rate.patience() <= 0 || now - movedAt >= progress;
  }

  /// Octets have left.
  void moved(int octets, long now) {
    rate.moved(octets);
    movedAt = now;
  }
}
