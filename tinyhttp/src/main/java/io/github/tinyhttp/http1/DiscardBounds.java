package io.github.tinyhttp.http1;

import io.github.tinyhttp.exchange.Deadlines;
import io.github.tinyhttp.wire.Clock;

/// How much a client may send that is thrown away, and how long. Many a client looks for its
/// response only when it has sent all of its body; a reset before that would take the response from
/// it (RFC 9112 §9.6). So it may go on for as long as it makes progress, within generous bounds.
final class DiscardBounds {
  private static final long MOST = 256 << 20;

  private final Deadlines deadlines;
  private long discarded;
  private long since = Clock.now();

  DiscardBounds(Deadlines deadlines) {
    this.deadlines = deadlines;
  }

  /// The client has got its response: its time begins now.
  void begin() {
    since = Clock.now();
  }

  /// Bytes were thrown away.
  ///
  /// @return whether the client may send more
  boolean allowMoreThan(int bytes) {
    discarded += bytes;
    return discarded <= MOST;
  }

  /// When to stop waiting for more.
  long deadline() {
    return deadlines.linger(since);
  }

  /// Whether the client has had all of its time, however fast it is.
  boolean areOver(long now) {
    return now >= deadlines.lastOfLingering(since);
  }
}
