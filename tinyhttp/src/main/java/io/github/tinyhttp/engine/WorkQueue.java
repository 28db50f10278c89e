package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Tasks for threads of one kind, of which few can run at a time: as many virtual threads as there
/// are carriers, or the threads of a small pool. The watchdog looks whether the tasks begin.
///
/// ```
/// FLOWING -> HELD     a task has waited for some looks, and none has begun meanwhile: all threads
///                     are held by tasks that compute, or wait in a way that holds them
/// HELD -> FLOWING     a probe, a task that does nothing, has begun at once
/// ```
///
/// While the threads are held, tasks go to [OverflowThreads]: to an idle one at once, or to one
/// that the watchdog starts at its next look. A task that has begun stays where it is.
///
/// In any state a task that waits is in `waiting`, and the first thread that takes it out of its
/// [Work] runs it. While no watchdog looks, each task gets a thread at once, and none is kept here.
/// Safe for use by several threads.
final class WorkQueue {
  /// Starts a thread, or has one of a pool run the task.
  @FunctionalInterface
  interface Threads {
    void start(String name, Runnable task);
  }

  /// How many tasks one look may give to overflow threads, at first. The number doubles from look
  /// to look, so that a moment in which the system is busy costs few threads.
  private static final int FIRST_RESCUED = 2;

  private static final int MOST_RESCUED = 64;

  private final Threads threads;
  private final OverflowThreads overflow;
  private final int patience;

  /// Whether a watchdog looks.
  private final BooleanSupplier watched;

  /// Tasks that have not begun, and some that have, in the order they came.
  private final Queue<Work> waiting = new ConcurrentLinkedQueue<>();

  /// How many tasks have begun on the threads they were meant for.
  private final LongAdder begun = new LongAdder();

  private volatile boolean held;

  // ---- for the watchdog

  private @Nullable Work oldestSeen;
  private long begunSeen;
  private int stuckLooks;
  private int rescued;
  private @Nullable Probe probe;

  /// @param patience for how many looks no task begins until the threads are held. The system may
  ///   keep a thread from its processor for some milliseconds
  /// @param watched whether a watchdog looks
  WorkQueue(Threads threads, OverflowThreads overflow, int patience, BooleanSupplier watched) {
    this.patience = patience;
    this.watched = watched;
    this.threads = threads;
    this.overflow = overflow;
  }

  /// Whether the threads are held, as far as is known.
  boolean isHeld() {
    return held;
  }

  /// Has a thread run a task. Returns at once.
  ///
  /// @throws OutOfMemoryError if the system has no thread for it
  void start(String name, Runnable task) {
    var work = new Work(name, task);
    if (!watched.getAsBoolean()) {
      send(work);
    } else if (!held) {
      send(work);
      keep(work);
    } else if (!overflow.isTakenByIdle(() -> runOnOverflow(work))) {
      keep(work);
    }
  }

  /// Keeps a task for the watchdog, which may have ended meanwhile.
  private void keep(Work work) {
    waiting.add(work);
    if (!watched.getAsBoolean()) {
      letGo();
    }
  }

  /// Gives every task that waits a thread, since no watchdog looks any more.
  void letGo() {
    held = false;
    for (Work work = waiting.poll(); work != null; work = waiting.poll()) {
      if (!work.isSent()) {
        send(work);
      }
    }
  }

  private void send(Work work) {
    work.send();
    threads.start(work.name(), () -> runOnOwn(work));
  }

  private void runOnOwn(Work work) {
    Runnable task = work.take();
    if (task != null) {
      begun.increment();
      task.run();
    }
  }

  private void runOnOverflow(Work first) {
    ServerThread me = (ServerThread) Thread.currentThread();
    for (Work next = first; next != null; next = held ? waiting.poll() : null) {
      Runnable task = next.take();
      if (task == null) {
        continue;
      }
      me.beforeRequest();
      try {
        task.run();
      } catch (Throwable e) {
        Log.write(Level.ERROR, "a task failed", e);
      } finally {
        me.afterRequest();
      }
    }
  }

  // ---- the watchdog

  /// Looks whether tasks begin, once a millisecond.
  ///
  /// @return whether any task waits
  boolean look() {
    Work oldest = oldest();
    long now = begun.sum();
    boolean stuck = oldest != null && oldest == oldestSeen && now == begunSeen;
    stuckLooks = stuck ? stuckLooks + 1 : 0;
    if (!held && stuckLooks >= patience) {
      rescued = FIRST_RESCUED;
      held = true;
    }
    if (held) {
      rescue(now == begunSeen);
      look(probe);
    } else if (oldest != null && !oldest.isSent()) {
      send(oldest); // it came when the threads were held
    }
    oldestSeen = oldest;
    begunSeen = now;
    return oldest != null;
  }

  private @Nullable Work oldest() {
    Work oldest = waiting.peek();
    while (oldest != null && oldest.hasBegun()) {
      boolean _ = waiting.remove(oldest);
      oldest = waiting.peek();
    }
    return oldest;
  }

  private void rescue(boolean stuck) {
    int some = 0;
    while (some < rescued) {
      Work next = waiting.poll();
      if (next == null) {
        break;
      }
      if (next.hasBegun()) {
        continue;
      }
      if (!overflow.isTaken(() -> runOnOverflow(next))) {
        waiting.add(next); // its order among those that wait matters little
        break;
      }
      some++;
    }
    if (some > 0) {
      overflow.prepare();
      rescued = stuck ? Math.min(2 * rescued, MOST_RESCUED) : FIRST_RESCUED;
    }
  }

  private void look(@Nullable Probe sent) {
    if (sent == null || sent.looks > 0 && sent.begun) {
      begin(new Probe());
    } else if (sent.begun) {
      flow();
    } else {
      sent.looks++;
    }
  }

  private void begin(Probe fresh) {
    probe = fresh;
    threads.start("tinyhttp-probe", fresh);
  }

  private void flow() {
    probe = null;
    held = false;
    for (Work work : waiting) {
      if (!work.isSent() && !work.hasBegun()) {
        send(work);
      }
    }
  }

  /// Not exact: for logs and debuggers.
  @Override
  public String toString() {
    return waiting.size() + (held ? " wait, held" : " wait");
  }

  /// A task that shows whether tasks begin.
  private static final class Probe implements Runnable {
    private volatile boolean begun;

    /// How many looks it has been waiting for. Of the watchdog.
    private int looks;

    @Override
    public void run() {
      begun = true;
    }
  }
}
