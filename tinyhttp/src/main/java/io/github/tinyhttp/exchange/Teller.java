package io.github.tinyhttp.exchange;

import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.engine.Workers;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells one listener what happens, in the order in which it happened, on a thread of its own. So
/// no client waits for a listener. The thread begins with an event, and ends after five idle
/// seconds. Safe for use by several threads.
final class Teller {
  /// How many events may wait for a listener that is slower than the server.
  private static final int MOST_UNTOLD = 10_000;

  /// How long the thread gathers events before it rests. While there are many, no thread has to
  /// wake it, which would cost more than all the rest.
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ServerEvents listener;
  private final Workers workers;

  /// Runs when no event waits.
  private final Runnable caughtUp;

  private final Queue<Consumer<ServerEvents>> untold = new ConcurrentLinkedQueue<>();

  /// How many events wait or are being told.
  private final AtomicInteger waiting = new AtomicInteger();

  private final LongAdder dropped = new LongAdder();

  /// Whether the listener is missing events right now, which the log tells once.
  private final AtomicBoolean dropping = new AtomicBoolean();

  /// Whether there is a thread that tells, or one is about to start.
  private final AtomicBoolean running = new AtomicBoolean();

  /// The thread that has told last.
  private volatile @Nullable Thread thread;

  /// Whether the thread rests until it is woken.
  private volatile boolean resting;

  /// Whether events that wait are dropped, except for `last`.
  private volatile boolean abandoned;

  private volatile @Nullable Consumer<ServerEvents> last;

  /// Whether the server has ended, so that hardly an event comes any more.
  private volatile boolean ending;

  /// @param caughtUp runs when no event waits, on the thread that tells them
  Teller(ServerEvents listener, Runnable caughtUp, Workers workers) {
    this.listener = listener;
    this.caughtUp = caughtUp;
    this.workers = workers;
  }

  /// Whether the listener wants to know of events of a kind.
  boolean wants(EventKind kind) {
    return kind.isWantedBy(listener);
  }

  /// Has an event told, unless too many wait.
  void tell(Consumer<ServerEvents> event) {
    if (waiting.get() < MOST_UNTOLD) {
      tellAnyway(event);
      return;
    }
    dropped.increment();
    if (!dropping.getAndSet(true)) {
      Log.write(Level.WARNING, "the listener of server events is too slow, and misses some");
    }
  }

  /// Has an event told, however many wait.
  void tellAnyway(Consumer<ServerEvents> event) {
    waiting.incrementAndGet();
    try {
      untold.add(event);
    } catch (Throwable e) {
      waiting.decrementAndGet();
      throw e;
    }
    if (resting) {
      resting = false;
      LockSupport.unpark(thread);
    } else if (!running.get() && running.compareAndSet(false, true)) {
      start();
    }
  }

  /// How many events the listener has missed.
  long dropped() {
    return dropped.sum();
  }

  /// Waits until the listener knows what has happened so far, and has written what it collected,
  /// but not longer than `nanos`, and not in the listener itself.
  ///
  /// @return whether it knows
  boolean awaitTold(long nanos) throws InterruptedException {
    if (waiting.get() == 0) {
      return true;
    }
    if (Thread.currentThread().equals(thread)) {
      return false;
    }
    var told = new CountDownLatch(1);
    tellAnyway(
        _ -> {
          try {
            caughtUp.run(); // otherwise it runs only behind this event
          } finally {
            told.countDown();
          }
        });
    return told.await(nanos, TimeUnit.NANOSECONDS);
  }

  /// Ends the thread as soon as no event waits. One that comes later is told all the same.
  void end() {
    ending = true;
    Thread known = thread;
    if (known != null) {
      LockSupport.unpark(known);
    }
  }

  /// Ends the thread after one more event, behind all that wait.
  void end(Consumer<ServerEvents> farewell) {
    tellAnyway(farewell);
    end();
  }

  /// Ends the thread although events may wait, which are dropped, after one more has been told.
  void abandon(Consumer<ServerEvents> farewell) {
    last = farewell;
    abandoned = waiting.get() > 0;
    Thread known = thread;
    if (abandoned && known != null) {
      known.interrupt(); // it may wait for a pipe that no process reads
    }
    end(farewell);
  }

  private void start() {
    try {
      workers.startPlatform("tinyhttp-events", this::run);
    } catch (Throwable e) {
      running.set(false); // the next event tries again
      Log.write(Level.WARNING, "no thread for a listener of server events", e);
    }
  }

  private void run() {
    thread = Thread.currentThread();
    while (goesOn()) {
      try {
        tellAll();
      } catch (Throwable _) {
        // no memory: this thread goes on with the next event
      }
      if (!ending) {
        LockSupport.parkNanos(this, GATHER_NANOS);
      }
    }
  }

  /// Rests until there is an event.
  ///
  /// @return false if there is none, or another thread tells it
  private boolean goesOn() {
    if (!untold.isEmpty()) {
      return true;
    }
    resting = true; // written before the queue is read again: see `tellAnyway`
    if (untold.isEmpty() && !ending) {
      LockSupport.parkNanos(this, IDLE_NANOS);
    }
    resting = false;
    if (!untold.isEmpty()) {
      return true;
    }
    running.set(false);
    return !untold.isEmpty() && running.compareAndSet(false, true);
  }

  private void run(Consumer<ServerEvents> event) {
    try {
      event.accept(listener);
    } catch (Throwable e) {
      Log.write(Level.WARNING, "a listener of server events failed", e);
    }
    Thread.interrupted(); // the listener's own matter, if it was interrupted
  }

  private void tellAll() {
    for (var event = untold.poll(); event != null; event = untold.poll()) {
      try {
        if (abandoned && !event.equals(last)) {
          dropped.increment();
        } else {
          run(event);
        }
        if (untold.isEmpty()) {
          run(_ -> caughtUp.run()); // what is collected counts as told only now
        }
      } finally {
        waiting.decrementAndGet();
      }
    }
    dropping.set(false);
  }
}
