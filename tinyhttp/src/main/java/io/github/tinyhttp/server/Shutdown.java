package io.github.tinyhttp.server;

import io.github.tinyhttp.engine.Engine;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.transcript.Transcripts;
import io.github.tinyhttp.wire.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The end of a server. It comes once, however many threads ask for it, and how often.
///
/// ```
/// RUNNING  -> DRAINING   a thread asks: the server accepts no more connections, closes those that
///                        stay idle, and waits for the responses that are due
/// DRAINING -> STOPPED    all connections are closed, or the time is over and the rest was cut: no
///                        thread and no socket is left
/// ```
public final class Shutdown {
  /// How long an idle connection stays open for a request that is on its way: some round trips.
  private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Engine engine;
  private final Dispatcher dispatcher;
  private final List<OpenListener> listeners;
  private final @Nullable RequestQueue queue;
  private final Optional<Transcripts> transcripts;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  Shutdown(
      Engine engine,
      Dispatcher dispatcher,
      List<OpenListener> listeners,
      @Nullable RequestQueue queue,
      Optional<Transcripts> transcripts) {
    this.engine = engine;
    this.dispatcher = dispatcher;
    this.listeners = listeners;
    this.queue = queue;
    this.transcripts = transcripts;
  }

  /// Responds with 503 to requests that no thread has received, now and from now on.
  public void turnAway() {
    if (queue != null) {
      drain(FAREWELL_NANOS);
      queue.close();
    }
  }

  /// Stops the server, or waits while another thread does. A handler owes a response itself, so for
  /// a handler the server is stopped on a thread of its own.
  ///
  /// @return whether every response was sent in time; false at once for a handler
  public boolean within(Duration grace) throws InterruptedException {
    long begin = Clock.real();
    long nanos = TimeUnit.NANOSECONDS.convert(grace);
    boolean handling = dispatcher.isHandling() || engine.isOnDriver();
    if (!begun.compareAndSet(false, true)) {
      return await(handling ? Duration.ZERO : grace);
    }
    drain(nanos / 2);
    var exiting = new ExitingThreads(engine, dispatcher, queue);
    var wait = new GraceWait(engine, dispatcher, exiting, begin, Clock.after(begin, nanos));
    if (handling) {
      Thread.ofPlatform().name("tinyhttp-shutdown").start(() -> finishQuietly(wait));
      return false;
    }
    return finish(wait);
  }

  /// Waits until the server has stopped.
  ///
  /// @return whether it has
  public boolean await(Duration time) throws InterruptedException {
    return stopped.await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
  }

  /// Stops to listen, and then lets each connection end. In this order a client that is told so,
  /// and connects again, reaches no listener that is about to be closed.
  private void drain(long mostFarewell) {
    if (!draining.compareAndSet(false, true)) {
      return;
    }
    listeners.forEach(OpenListener::remove);
    engine.stopListening();
    long farewell = Math.min(mostFarewell, FAREWELL_NANOS);
    dispatcher.deadlines().drain(farewell);
    dispatcher.drain();
    engine.drain(farewell);
  }

  private void finishQuietly(GraceWait wait) {
    try {
      boolean _ = finish(wait);
    } catch (InterruptedException _) {
      // no other thread knows this one; the server is stopped all the same
    }
  }

  private boolean finish(GraceWait wait) throws InterruptedException {
    try {
      return wait.awaitLastResponse();
    } finally {
      stop();
    }
  }

  private void awaitListener() {
    try {
      dispatcher.events().awaitTold();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the listener learns the rest all the same
    } finally {
      dispatcher.events().end();
    }
  }

  private void stop() {
    if (queue != null) {
      queue.close();
    }
    dispatcher.handlerThreads().endGrace();
    engine.stop();
    dispatcher.handlerThreads().interrupt();
    awaitListener();
    if (transcripts.isPresent()) {
      transcripts.get().close();
    }
    stopped.countDown();
  }
}
