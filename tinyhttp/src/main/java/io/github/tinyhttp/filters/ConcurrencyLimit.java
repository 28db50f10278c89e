package io.github.tinyhttp.filters;

import io.github.tinyhttp.CheckReturnValue;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Bounds how many requests a handler works on at the same time, so that overload makes clients
/// wait or come again, and does not slow down all of them. Further requests wait in the order they
/// came; when too many wait, or one has waited too long, it gets 503 with `Retry-After`.
///
/// A request counts while its handler runs. Content that is streamed after the handler has returned
/// does not count. Each handler that is wrapped has a bound of its own. Immutable.
///
/// ```java
/// Handler bounded = ConcurrencyLimit.of(50).withQueue(200, Duration.ofSeconds(2)).wrap(handler);
/// ```
@CheckReturnValue
public final class ConcurrencyLimit {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final int most;
  private final int queue;
  private final Duration patience;
  private final Duration retryAfter;

  private ConcurrencyLimit(int most, int queue, Duration patience, Duration retryAfter) {
    this.most = most;
    this.queue = queue;
    this.patience = patience;
    this.retryAfter = retryAfter;
  }

  /// A bound without a queue, whose 503 asks clients to come again in a second.
  ///
  /// @param requests how many are handled at the same time
  /// @throws IllegalArgumentException if that is not positive
  public static ConcurrencyLimit of(int requests) {
    if (requests <= 0) {
      throw new IllegalArgumentException("at most " + requests + " requests");
    }
    return new ConcurrencyLimit(requests, 0, Duration.ZERO, RETRY);
  }

  /// This bound with a queue.
  ///
  /// @param requests how many wait at most
  /// @param time how long each waits at most
  /// @throws IllegalArgumentException if one is negative
  public ConcurrencyLimit withQueue(int requests, Duration time) {
    if (requests < 0 || time.isNegative()) {
      throw new IllegalArgumentException("a queue of " + requests + " for " + time);
    }
    return new ConcurrencyLimit(most, requests, time, retryAfter);
  }

  /// This bound with another `Retry-After`, rounded up to seconds.
  ///
  /// @throws IllegalArgumentException if the time is negative
  public ConcurrencyLimit withRetryAfter(Duration time) {
    Response _ = Response.empty().withRetryAfter(time); // for its checks
    return new ConcurrencyLimit(most, queue, patience, time);
  }

  /// A handler that works on so many requests at the same time and no more.
  public Handler wrap(Handler handler) {
    Objects.requireNonNull(handler, "handler");
    var running = new Semaphore(most, true);
    var room = new Semaphore(queue);
    return request -> {
      if (!enters(running, room)) {
        return Response.error(503, "too many requests at the same time\n")
            .withRetryAfter(retryAfter);
      }
      try {
        return handler.handle(request);
      } finally {
        running.release();
      }
    };
  }

  /// Whether the handler has room for a request, now or soon. One that comes while others wait goes
  /// behind them.
  private boolean enters(Semaphore running, Semaphore room) throws InterruptedException {
    if (!running.hasQueuedThreads() && running.tryAcquire()) {
      return true;
    }
    if (!room.tryAcquire()) {
      return false;
    }
    try {
      return running.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      room.release();
    }
  }

  @Override
  public String toString() {
    return "ConcurrencyLimit[" + most + ", " + queue + " wait for " + patience + "]";
  }
}
