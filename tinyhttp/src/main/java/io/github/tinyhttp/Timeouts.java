package io.github.tinyhttp;

import java.time.Duration;
import java.util.Objects;

/// How long the server waits. A deadline is noticed within a quarter of a second.
///
/// @param head from a request's first byte to the end of its head, 10 s; then 408
/// @param progress between two bytes of a body, in either direction, 30 s; after as long, counting
///   only the time spent waiting, a client also has to keep up 240 bytes a second. Then the
///   connection is closed, after a 408 if that is still possible
/// @param idle between two requests, and before the first, 75 s; then the connection is closed
/// @param linger for a client to read the last answer and close its side, 2 s
/// @param answer from a request to its answer; then 503. [Duration#ZERO], the default, is no bound
/// @param grace for answers still due when the server is closed, 30 s
/// @param handshake from a connection's beginning to the end of its TLS handshake, 10 s; then it is
///   closed
public record Timeouts(
    Duration head,
    Duration progress,
    Duration idle,
    Duration linger,
    Duration answer,
    Duration grace,
    Duration handshake) {
  private static final Timeouts DEFAULTS =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          Duration.ofSeconds(2),
          Duration.ZERO,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10));

  /// @throws IllegalArgumentException for a time that is not positive (`answer` and `grace` may be
  ///   zero) or longer than a year
  public Timeouts {
    check("head", head, false);
    check("progress", progress, false);
    check("idle", idle, false);
    check("linger", linger, false);
    check("answer", answer, true);
    check("grace", grace, true);
    check("handshake", handshake, false);
  }

  /// As documented above.
  public static Timeouts defaults() {
    return DEFAULTS;
  }

  /// With another time for a head.
  public Timeouts withHead(Duration time) {
    return new Timeouts(time, progress, idle, linger, answer, grace, handshake);
  }

  /// With another time between the bytes of a body.
  public Timeouts withProgress(Duration time) {
    return new Timeouts(head, time, idle, linger, answer, grace, handshake);
  }

  /// With another time between requests.
  public Timeouts withIdle(Duration time) {
    return new Timeouts(head, progress, time, linger, answer, grace, handshake);
  }

  /// With another time for a client to read the last answer.
  public Timeouts withLinger(Duration time) {
    return new Timeouts(head, progress, idle, time, answer, grace, handshake);
  }

  /// With a bound for the application's answers.
  public Timeouts withAnswer(Duration time) {
    return new Timeouts(head, progress, idle, linger, time, grace, handshake);
  }

  /// With another time for the answers still due at the end.
  public Timeouts withGrace(Duration time) {
    return new Timeouts(head, progress, idle, linger, answer, time, handshake);
  }

  /// With another time for a TLS handshake.
  public Timeouts withHandshake(Duration time) {
    return new Timeouts(head, progress, idle, linger, answer, grace, time);
  }

  private static void check(String name, Duration time, boolean mayBeZero) {
    Objects.requireNonNull(time, name);
    if (time.isNegative()
        || time.isZero() && !mayBeZero
        || time.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException(
          name + " has to be positive and at most a year, not " + time);
    }
  }
}
