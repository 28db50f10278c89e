package io.github.tinyhttp.http2;

import io.github.tinyhttp.wire.MinimumRate;

/// How long a client lets the server wait for what only the client can do: open a window, that of a
/// stream or of the connection, or send a body. Only that counts which the client holds up: the
/// time in which a stream waits for its turn, or the application works, does it no harm. For the
/// driver.
final class ClientPace {
  private final long progress;
  private final MinimumRate rate;

  /// When the driver looked last.
  private long lookedAt;

  /// When the client let something through last, or the wait began.
  private long movedAt;

  /// @param progress how long a client may take between two bytes, in nanoseconds
  /// @param now when the wait begins
  ClientPace(long progress, long now) {
    this.progress = progress;
    this.rate = new MinimumRate(progress);
    this.lookedAt = now;
    this.movedAt = now;
  }

  /// The client was waited for since the last look.
  void waited(long now) {
    waited(now - lookedAt, now);
  }

  /// The client was waited for since the last look, though maybe not all the time.
  ///
  /// @param nanos for how long
  void waited(long nanos, long now) {
    if (nanos < now - lookedAt) {
      movedAt = Math.max(movedAt, now - nanos); // no wait that goes on has begun before
    }
    rate.waited(nanos);
    lookedAt = now;
  }

  /// Whether the client was waited for too long, as of the last look.
  boolean isTooSlow() {
    return rate.patience() <= 0 || isSilent();
  }

  /// Whether nothing moves any more, as of the last look.
  boolean isSilent() {
    return lookedAt - movedAt >= progress;
  }

  /// Octets have moved.
  void moved(int octets, long now) {
    rate.moved(octets);
    movedAt = now;
  }
}
