package io.github.tinyhttp.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.wire.JvmExit;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The spares: drivers without a loop. A spare that gets no loop for five seconds ends. Safe for
/// use by several threads.
final class DriverPool {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String name;
  private final ReentrantLock lock = new ReentrantLock();

  /// Signalled when a reserved driver gets a loop or comes back, and when the pool closes.
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<Driver> resting = new ArrayDeque<>();

  /// The number of threads that were ever started, for their names.
  @GuardedBy("lock")
  private int started;

  @GuardedBy("lock")
  private boolean closed;

  /// Every driver whose thread has not ended.
  private final Set<Driver> all = ConcurrentHashMap.newKeySet();

  DriverPool(String name) {
    this.name = name;
  }

  /// Reserves a spare for the caller, who then gives it a loop or gives it back. If none rests, a
  /// new thread is started here, so that a failure to start one happens here and not later.
  Driver acquire() {
    String freshName;
    lock.lock();
    try {
      Driver rested = resting.pollLast(); // the one with the warmest caches
      if (rested != null) {
        return rested;
      }
      freshName = name + "-" + ++started;
    } finally {
      lock.unlock();
    }
    var fresh = new Driver(this, freshName);
    all.add(fresh);
    fresh.start();
    return fresh;
  }

  /// Gives a reserved driver a loop, which it drives from now on.
  void give(Driver driver, EventLoop loop) {
    lock.lock();
    try {
      driver.take(loop);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Takes back a reserved driver that was not needed.
  void giveBack(Driver driver) {
    lock.lock();
    try {
      resting.addLast(driver);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Lets the calling driver rest until it gets a loop.
  ///
  /// @return whether it got one; if not, its thread is to end
  boolean rest(Driver me) {
    lock.lock();
    try {
      resting.addLast(me);
      return await(me);
    } finally {
      lock.unlock();
    }
  }

  /// As [#rest(Driver)], for a new driver, which is reserved already.
  boolean await(Driver me) {
    lock.lock();
    try {
      long left = IDLE_NANOS;
      while (!me.isDriving()) {
        if ((left <= 0 || closed) && resting.remove(me)) {
          return false;
        }
        try {
          left = changed.awaitNanos(left > 0 ? left : IDLE_NANOS);
        } catch (InterruptedException _) {
          // the interrupt was meant for a request that this thread has worked on, and came late
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Lets all spares end, and those that come to rest later. Drivers in handlers are interrupted.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    all.forEach(Thread::interrupt); // a spare pays no attention to it
  }

  /// The thread of a driver ends.
  void forget(Driver driver) {
    all.remove(driver);
  }

  /// How many drivers run a handler that has called [System#exit(int)].
  int exiting() {
    return (int) all.stream().filter(JvmExit::isCalledBy).count();
  }
}
