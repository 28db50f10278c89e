package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The memory that all connections may hold for their clients, and what is done when it runs short.
/// Each loop looks what its own connections hold, by its [LoopMemory]:
///
/// ```
/// up to three quarters    nothing is done
/// up to the whole         connections that hold much are not read from
/// more, or for too long   the greediest are closed, until three quarters are left
/// ```
///
/// All methods may be called from any thread.
final class MemoryBudget {
  /// How long memory may be short before connections are closed for it.
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// The part of the budget by which memory may grow unseen, however little is left.
  private static final int FINEST = 64;

  private final MemoryBounds bounds;
  private final List<EventLoop> loops;

  /// Since when memory is short; [Clock#NEVER] if it is not.
  private volatile long shortSince = Clock.NEVER;

  /// Whether a loop closes connections. Only one does at a time, or both would close for the same
  /// bytes.
  private final AtomicBoolean relieving = new AtomicBoolean();

  /// @param loops all loops, which may be added later
  MemoryBudget(MemoryBounds bounds, List<EventLoop> loops) {
    this.bounds = bounds;
    this.loops = loops;
  }

  MemoryBounds bounds() {
    return bounds;
  }

  /// How many bytes all connections held when their loops last looked.
  long held() {
    long sum = 0;
    for (EventLoop loop : loops) {
      sum += loop.memory().held();
    }
    return sum;
  }

  /// Whether connections that hold much are not read from.
  boolean isShort() {
    return shortSince != Clock.NEVER;
  }

  /// By how many bytes the memory of one loop may grow before it looks again: all loops together
  /// use up a quarter of what is left.
  long step() {
    return Math.max(bounds.all() / FINEST, (bounds.all() - held()) / 4) / loops.size() + 1;
  }

  /// A loop has looked.
  void looked() {
    if (held() <= bounds.comfortable()) {
      shortSince = Clock.NEVER;
    } else if (shortSince == Clock.NEVER) {
      shortSince = Clock.now();
    }
  }

  /// Closes the greediest connections of a loop, if there is need. For its driver.
  void relieve(EventLoop loop) {
    long since = shortSince;
    if (since == Clock.NEVER
        || held() <= bounds.all() && Clock.now() - since < PATIENCE_NANOS
        || !relieving.compareAndSet(false, true)) {
      return;
    }
    try {
      EventLoop greediest = greediest();
      long least = greediest.memory().greediest() / 2;
      loop.memory().close(held() - bounds.comfortable(), least);
      if (greediest != loop && held() > bounds.comfortable()) {
        greediest.submit(_ -> greediest.memory().look());
      }
    } finally {
      relieving.set(false);
    }
  }

  private EventLoop greediest() {
    EventLoop found = loops.getFirst();
    for (EventLoop loop : loops) {
      if (loop.memory().greediest() > found.memory().greediest()) {
        found = loop;
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return "MemoryBudget[" + held() + " of " + bounds.all() + (isShort() ? ", short" : "") + "]";
  }
}
