package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.wire.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The [Timeouts] of one server as points in time.
public final class Deadlines {
  /// How often the time to linger may pass while a client goes on sending.
  private static final int LINGERS = 6;

  private final long head;
  private final long progress;
  private final long idle;
  private final long linger;

  /// How long a connection may wait for a request while the server is being shut down.
  private volatile long farewell;

  /// When the server began to be shut down; [Clock#NEVER] if it has not.
  private volatile long drainedAt = Clock.NEVER;

  /// How long an application may take to respond; [Clock#NEVER] for as long as it likes.
  private final long response;

  /// How long a request may wait for the application; [Clock#NEVER] for any time.
  private final long queue;

  /// The deadlines of a server.
  public Deadlines(Timeouts timeouts) {
    this.head = timeouts.head().toNanos();
    this.progress = timeouts.progress().toNanos();
    this.idle = timeouts.idle().toNanos();
    this.linger = timeouts.linger().toNanos();
    this.queue = timeouts.queue().map(Duration::toNanos).orElse(Clock.NEVER);
    this.response = timeouts.response().map(Duration::toNanos).orElse(Clock.NEVER);
  }

  /// The server is being shut down: from now on a connection may wait for a request for no longer
  /// than `farewell` nanoseconds, in which a request can arrive that is on its way.
  public void drain(long farewell) {
    this.farewell = farewell;
    drainedAt = Clock.now();
  }

  /// The idle deadline of a connection that has been waiting for a request since `since`.
  public long idle(long since) {
    long drained = drainedAt;
    return drained == Clock.NEVER
        ? Clock.after(since, idle)
        : Clock.after(Math.max(since, drained), Math.min(idle, farewell));
  }

  /// When to look again at a connection that waits for a request now. A handler that is called
  /// right on the driver sets no deadline of its own, and may be late before the connection is.
  public long nextLook() {
    return Math.min(Clock.after(Clock.now(), response), idle(Clock.now()));
  }

  /// When to look again at a connection with requests in flight: when the first of them must have
  /// its response, or when a head behind it may be late.
  public long nextLook(@Nullable ServerRequest first) {
    long late = first == null ? Clock.NEVER : Clock.after(first.since(), response);
    return Math.min(Clock.after(Clock.now(), head), late);
  }

  /// The deadline of a head whose first byte came at `since`.
  public long head(long since) {
    return Clock.after(since, head);
  }

  /// The deadline for the next bytes of a client that has been sending what the server throws away
  /// since `since`.
  public long linger(long since) {
    return Math.min(Clock.after(Clock.now(), linger), lastOfLingering(since));
  }

  /// How long such a client may take between two bytes, in nanoseconds.
  public long linger() {
    return linger;
  }

  /// The deadline of such a client, even if it goes on sending.
  public long lastOfLingering(long since) {
    return Clock.after(since, LINGERS * linger);
  }

  /// Whether a request may wait for the application for a time only.
  boolean boundQueue() {
    return queue != Clock.NEVER;
  }

  /// Until when a request may wait for the application that has come at `since`.
  long endOfQueue(long since) {
    return Clock.after(since, queue);
  }

  /// Whether the application must respond within a time.
  public boolean boundResponses() {
    return response != Clock.NEVER;
  }

  /// Whether the application has had its time for `request`.
  boolean isLate(ServerRequest request, long now) {
    return now >= Clock.after(request.since(), response);
  }

  /// How long a client may take between two bytes, in nanoseconds.
  public long progress() {
    return progress;
  }
}
