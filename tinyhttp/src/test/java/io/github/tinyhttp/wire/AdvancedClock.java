package io.github.tinyhttp.wire;

/// Lets simulations move the clock of the server.
public final class AdvancedClock {
  private AdvancedClock() {}

  /// Moves the clock on by so many nanoseconds.
  public static void by(long nanos) {
    Clock.advance(nanos);
  }
}
