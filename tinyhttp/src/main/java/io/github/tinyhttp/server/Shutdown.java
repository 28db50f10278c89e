package io.github.tinyhttp.server;

import io.github.tinyhttp.engine.Engine;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The end of a server. It comes once, however many threads ask for it, and how often.
///
/// ```
/// RUNNING  -> DRAINING   a thread asks: the server accepts no more connections, closes idle ones,
///                        and waits for the responses that are due
/// DRAINING -> STOPPED    all connections are closed, or the time is over and the rest was cut: no
///                        thread and no socket is left
/// ```
public final class Shutdown {
  /// Longer than a connection lingers by default, which is not worth a line in the log.
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(3);

  /// How long a slow listener of events may keep a stopped server's caller.
  private static final long LISTENER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Engine engine;
  private final Dispatcher dispatcher;
  private final List<OpenListener> listeners;
  private final @Nullable RequestQueue queue;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  Shutdown(
      Engine engine,
      Dispatcher dispatcher,
      List<OpenListener> listeners,
      @Nullable RequestQueue queue) {
    this.engine = engine;
    this.dispatcher = dispatcher;
    this.listeners = listeners;
    this.queue = queue;
  }

  /// Responds with 503 to requests that no thread has received, now and from now on.
  public void turnAway() {
    if (queue != null) {
      dispatcher.drain();
      queue.close();
    }
  }

  /// Stops the server, or waits while another thread does. A handler owes a response itself, so for
  /// a handler the server is stopped on a thread of its own.
  ///
  /// @return whether every response was sent in time; false at once for a handler
  public boolean within(Duration grace) throws InterruptedException {
    boolean handling = dispatcher.isHandling() || engine.isOnDriver();
    if (!begun.compareAndSet(false, true)) {
      return await(handling ? Duration.ZERO : grace);
    }
    drain();
    if (handling) {
      Thread.ofPlatform().name("tinyhttp-shutdown").start(() -> finishQuietly(grace));
      return false;
    }
    return finish(grace);
  }

  /// Waits until the server has stopped.
  ///
  /// @return whether it has
  public boolean await(Duration time) throws InterruptedException {
    return stopped.await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
  }

  private void drain() {
    dispatcher.drain();
    listeners.forEach(OpenListener::remove);
    engine.stopListening();
    engine.drain();
  }

  private void finishQuietly(Duration grace) {
    try {
      boolean _ = finish(grace);
    } catch (InterruptedException _) {
      // no other thread knows this one; the server is stopped all the same
    }
  }

  private boolean finish(Duration grace) throws InterruptedException {
    try {
      return awaitLastResponse(TimeUnit.NANOSECONDS.convert(grace));
    } finally {
      stop();
    }
  }

  private boolean awaitLastResponse(long grace) throws InterruptedException {
    long untilTold = Math.min(grace, TELL_NANOS);
    if (engine.awaitNoConnections(untilTold)) {
      return true;
    }
    long left = grace - untilTold;
    if (left <= 0) {
      return false;
    }
    tellWhatIsWaitedFor(left);
    return engine.awaitNoConnections(left);
  }

  private void tellWhatIsWaitedFor(long left) {
    Log.write(
        Level.INFO,
        "the server ends when %d requests have a response and %d connections are closed, or in %s"
            .formatted(
                dispatcher.requestsInFlight(), engine.connections(), Duration.ofNanos(left)));
  }

  private void awaitListener() {
    try {
      dispatcher.events().awaitTold(LISTENER_NANOS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the listener learns the rest all the same
    }
  }

  private void stop() {
    if (queue != null) {
      queue.close();
    }
    engine.stop();
    awaitListener();
    stopped.countDown();
  }
}
