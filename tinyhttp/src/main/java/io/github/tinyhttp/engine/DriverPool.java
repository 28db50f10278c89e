package io.github.tinyhttp.engine;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Threads without a loop. One that finds no work for five seconds ends.
final class DriverPool {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String name;
  private final boolean daemon;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition handed = lock.newCondition();
  private final ArrayDeque<Driver> resting = new ArrayDeque<>();
  private int made;
  private boolean closed;

  DriverPool(String name, boolean daemon) {
    this.name = name;
    this.daemon = daemon;
  }

  /// A driver that rests, or a new one, reserved for the caller: it waits until it is given a loop
  /// or given back. Its thread runs already, so what can go wrong with that goes wrong here.
  Driver acquire() {
    String freshName;
    lock.lock();
    try {
      Driver rested = resting.pollLast(); // the one whose caches are warm
      if (rested != null) {
        return rested;
      }
      freshName = name + "-" + ++made;
    } finally {
      lock.unlock();
    }
    var fresh = new Driver(this, freshName, daemon);
    fresh.start();
    return fresh;
  }

  /// Sets a reserved driver on a loop.
  void give(Driver driver, EventLoop loop) {
    lock.lock();
    try {
      driver.take(loop);
      handed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Takes a driver back that was reserved for nothing.
  void giveBack(Driver driver) {
    lock.lock();
    try {
      resting.addLast(driver);
      handed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Rests on the driver's own thread until it has a loop; false when the thread is to end.
  boolean rest(Driver me) {
    lock.lock();
    try {
      resting.addLast(me);
      return await(me);
    } finally {
      lock.unlock();
    }
  }

  /// As [#rest(Driver)], for a driver that is reserved.
  boolean await(Driver me) {
    lock.lock();
    try {
      long left = IDLE_NANOS;
      while (!me.isDriving()) {
        if ((left <= 0 || closed) && resting.remove(me)) {
          return false;
        }
        try {
          left = handed.awaitNanos(left > 0 ? left : IDLE_NANOS);
        } catch (InterruptedException _) {
          // meant for a request that this thread has worked on, and late
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Lets all resting threads end, and those that come to rest later.
  void close() {
    lock.lock();
    try {
      closed = true;
      handed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
