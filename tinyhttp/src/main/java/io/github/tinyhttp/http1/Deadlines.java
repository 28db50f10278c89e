package io.github.tinyhttp.http1;

import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.wire.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Until when the connections of one server wait: its [Timeouts], as points in time.
final class Deadlines {
  private final long head;
  private final long progress;
  private final long idle;
  private final long linger;

  /// [Clock#NEVER] if the application may take as long as it likes.
  private final long answer;

  Deadlines(Timeouts timeouts) {
    this.head = timeouts.head().toNanos();
    this.progress = timeouts.progress().toNanos();
    this.idle = timeouts.idle().toNanos();
    this.linger = timeouts.linger().toNanos();
    this.answer = timeouts.response().map(Duration::toNanos).orElse(Clock.NEVER);
  }

  /// Of a connection that waits for a request since then.
  long idle(long since) {
    return Clock.after(since, idle);
  }

  /// When to look at a connection again that waits for a request now. A handler that is called
  /// right on the driver sets no deadline of its own, and could be late before the connection is.
  long nextLook() {
    return Clock.after(Clock.now(), Math.min(answer, idle));
  }

  /// When to look at a connection again that has requests in flight: when the first of them has to
  /// be answered, or when a head behind it may be late.
  long nextLook(@Nullable Exchange first) {
    long late = first == null ? Clock.NEVER : Clock.after(first.since(), answer);
    return Math.min(Clock.after(Clock.now(), head), late);
  }

  /// Of a head whose first byte came then.
  long head(long since) {
    return Clock.after(since, head);
  }

  /// Of a client that may still send what nobody reads.
  long linger() {
    return Clock.after(Clock.now(), linger);
  }

  /// Whether the application has to answer in time.
  boolean boundAnswers() {
    return answer != Clock.NEVER;
  }

  /// Whether it has not.
  boolean isLate(Exchange exchange, long now) {
    return now >= Clock.after(exchange.since(), answer);
  }

  /// How long a client may take between two bytes, in nanoseconds.
  long progress() {
    return progress;
  }
}
