package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.wire.Clock;

/// A connection that has left HTTP, as its request sees it.
public interface SwitchedConnection extends Upgrade {
  /// Whether this is how reading or writing has failed: the client has left, or was too slow. That
  /// is no failure of the handler that lets it through.
  boolean hasFailedBy(Throwable cause);

  @Override
  default long nanoTime() {
    return Clock.now();
  }
}
