package io.github.tinyhttp.server;

import io.github.tinyhttp.engine.Engine;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The wait for the last response of a server, until its grace is over by the clock.
final class GraceWait {
  /// Longer than a connection lingers by default, which is not worth a line in the log.
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(6);

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long MOST_EXTRA_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Engine engine;
  private final Dispatcher dispatcher;
  private final ExitingThreads exiting;
  private final long tellAt;
  private final long end;
  private boolean told;

  /// @param exiting what need not be waited for
  /// @param begin when the grace began, in the time of [Clock#real()]
  /// @param end when it is over
  GraceWait(Engine engine, Dispatcher dispatcher, ExitingThreads exiting, long begin, long end) {
    this.engine = engine;
    this.dispatcher = dispatcher;
    this.exiting = exiting;
    this.tellAt = begin + TELL_NANOS;
    this.end = end;
  }

  /// @return whether every response was sent in time
  boolean awaitLastResponse() throws InterruptedException {
    long now = Clock.real();
    while (now < end) {
      if (engine.awaitNoConnections(Math.min(SLICE_NANOS, end - now))) {
        return true;
      }
      if (exiting.areAllThatIsLeft()) {
        return false;
      }
      now = Clock.real();
      tellIfLong(now);
    }
    long late = now - end;
    boolean stoodStill = late > SLICE_NANOS; // then what came in time is served now
    return engine.awaitNoConnections(stoodStill ? Math.min(late, MOST_EXTRA_NANOS) : 0);
  }

  private void tellIfLong(long now) {
    if (told || now < tellAt || now >= end) {
      return;
    }
    told = true;
    Log.write(
        Level.INFO,
        "the server ends when %d requests have a response and %d connections are closed, or in %s"
            .formatted(
                dispatcher.requestsInFlight(), engine.connections(), Duration.ofNanos(end - now)));
  }
}
