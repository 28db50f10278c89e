package io.github.tinyhttp.engine;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Threads without a loop. One that finds no work for five seconds ends.
final class Spares {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String name;
  private final boolean daemon;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition handed = lock.newCondition();
  private final ArrayDeque<Driver> resting = new ArrayDeque<>();
  private int made;
  private boolean closed;

  Spares(String name, boolean daemon) {
    this.name = name;
    this.daemon = daemon;
  }

  /// A driver that rests, or a new one. The caller gives it a loop and starts it, or gives it back.
  Driver acquire() {
    lock.lock();
    try {
      Driver rested = resting.pollLast(); // the one whose caches are warm
      return rested != null ? rested : new Driver(this, name + "-" + ++made, daemon);
    } finally {
      lock.unlock();
    }
  }

  /// Sets a driver off that was acquired and has a loop now.
  void start(Driver driver) {
    if (driver.getState() == Thread.State.NEW) {
      driver.start();
      return;
    }
    lock.lock();
    try {
      handed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Takes a driver back that was acquired for nothing.
  void giveBack(Driver driver) {
    if (driver.getState() == Thread.State.NEW) {
      return; // never started: garbage
    }
    lock.lock();
    try {
      resting.addLast(driver);
    } finally {
      lock.unlock();
    }
  }

  /// Waits on the driver's own thread for a loop; false when the thread is to end.
  boolean rest(Driver me) {
    lock.lock();
    try {
      resting.addLast(me);
      long left = IDLE_NANOS;
      while (!me.isDriving() && !closed) {
        if (left <= 0 && resting.remove(me)) {
          return false;
        }
        left = handed.awaitNanos(Math.max(left, 1));
      }
      return me.isDriving();
    } catch (InterruptedException e) {
      // Nobody interrupts us on purpose; a late interrupt of an application's request lands here.
      return me.isDriving() || !resting.remove(me);
    } finally {
      lock.unlock();
    }
  }

  /// Lets all resting threads end, and those that come to rest later.
  void close() {
    lock.lock();
    try {
      closed = true;
      resting.clear();
      handed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
