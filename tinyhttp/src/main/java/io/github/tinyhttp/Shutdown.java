package io.github.tinyhttp;

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

/// The end of a server. It comes once, whoever asks for it and how often.
///
/// ```
/// RUNNING  -> DRAINING   somebody wants it to stop: nobody is accepted any more, idle connections
///                        are closed, answers that are due are waited for
/// DRAINING -> STOPPED    all are given, or the time is over and the rest was cut: no thread, no
///                        socket is left
/// ```
final class Shutdown {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /// Longer than a connection lingers by default, which is nothing to speak of.
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Engine engine;
  private final Dispatcher dispatcher;
  private final ConnectionSetup entrance;
  private final List<OpenListener> listeners;
  private final @Nullable RequestQueue queue;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  Shutdown(
      Engine engine,
      Dispatcher dispatcher,
      ConnectionSetup entrance,
      List<OpenListener> listeners,
      @Nullable RequestQueue queue) {
    this.engine = engine;
    this.dispatcher = dispatcher;
    this.entrance = entrance;
    this.listeners = listeners;
    this.queue = queue;
  }

  /// Answers with 503 what nobody has received, now and from now on.
  void turnAway() {
    if (queue != null) {
      dispatcher.drain();
      queue.close();
    }
  }

  /// Stops the server, or waits as long as another does it. A handler has an answer to give itself,
  /// so for one it happens on a thread of its own.
  ///
  /// @return whether every answer was given; false at once for a handler
  boolean within(Duration grace) throws InterruptedException {
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
  boolean await(Duration time) throws InterruptedException {
    return stopped.await(RequestQueue.nanos(time), TimeUnit.NANOSECONDS);
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
      // nobody has this thread to interrupt it; the server is stopped all the same
    }
  }

  private boolean finish(Duration grace) throws InterruptedException {
    try {
      return awaitLastAnswer(grace);
    } finally {
      stop();
    }
  }

  private boolean awaitLastAnswer(Duration grace) throws InterruptedException {
    long left = RequestQueue.nanos(grace);
    long untilTold = TELL_NANOS;
    while (engine.connections() > 0) {
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
      left -= LOOK_NANOS;
      untilTold -= LOOK_NANOS;
      if (untilTold <= 0 && untilTold > -LOOK_NANOS) {
        tellWhatIsWaitedFor(left);
      }
    }
    return true;
  }

  private void tellWhatIsWaitedFor(long left) {
    Log.write(
        Level.INFO,
        "the server ends when %d requests are answered and %d connections closed, or in %s"
            .formatted(
                dispatcher.requestsInFlight(), engine.connections(), Duration.ofNanos(left)));
  }

  private void stop() {
    if (queue != null) {
      queue.close();
    }
    engine.stop();
    entrance.close();
    stopped.countDown();
  }
}
