package io.github.tinyhttp.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.JvmExit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The spares: drivers without a loop. A spare that gets no loop for five seconds ends. Safe for
/// use by several threads.
final class DriverPool {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String name;
  private final Workers workers;
  private final ReentrantLock lock = new ReentrantLock();

  /// How many drivers have lost their loop, and do not rest yet.
  private final AtomicInteger lost = new AtomicInteger();

  @GuardedBy("lock")
  private final ArrayDeque<Driver> resting = new ArrayDeque<>();

  /// The number of threads that were ever started, for their names.
  @GuardedBy("lock")
  private int started;

  @GuardedBy("lock")
  private boolean closed;

  /// Every driver whose thread has not ended.
  private final Set<Driver> all = ConcurrentHashMap.newKeySet();

  /// @param workers the threads beside the drivers
  DriverPool(String name, Workers workers) {
    this.name = name;
    this.workers = workers;
  }

  /// The threads beside the drivers.
  Workers workers() {
    return workers;
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
    var fresh = new Driver(this, freshName, workers.loader());
    all.add(fresh);
    try {
      fresh.start();
    } catch (Throwable e) {
      all.remove(fresh); // its buffers are large, and the next attempt comes soon
      throw e;
    }
    return fresh;
  }

  /// Whether handlers keep threads busy beyond those that are meant for them, drivers without a
  /// loop or overflow threads, and with them perhaps all processors. Not exact.
  boolean isCrowded() {
    return lost.get() > 0 || workers.areCrowded();
  }

  /// A driver has lost its loop to another one, and rests later.
  void lost() {
    lost.incrementAndGet();
  }

  /// Gives a reserved driver a loop, which it drives from now on.
  void give(Driver driver, EventLoop loop) {
    lock.lock();
    try {
      driver.take(loop);
    } finally {
      lock.unlock();
    }
    LockSupport.unpark(driver);
  }

  /// Takes back a reserved driver that was not needed.
  void giveBack(Driver driver) {
    boolean wakes;
    lock.lock();
    try {
      resting.addLast(driver);
      wakes = closed;
    } finally {
      lock.unlock();
    }
    if (wakes) {
      LockSupport.unpark(driver); // to end
    }
  }

  /// A driver that has lost its loop is done with what it did then.
  void regained() {
    lost.decrementAndGet();
  }

  /// Lets the calling driver rest until it gets a loop.
  ///
  /// @return whether it got one; if not, its thread is to end
  boolean rest(Driver me) {
    lock.lock();
    try {
      resting.addLast(me);
    } finally {
      lock.unlock();
    }
    return await(me);
  }

  /// As [#rest(Driver)], for a new driver, which is reserved already.
  ///
  /// An interrupt that comes now was meant for a request that this thread has worked on.
  boolean await(Driver me) {
    long end = Clock.now() + IDLE_NANOS;
    while (true) {
      long left = end - Clock.now();
      lock.lock();
      try {
        if (me.isDriving()) {
          return true;
        }
        if ((left <= 0 || closed) && resting.remove(me)) {
          return false;
        }
      } finally {
        lock.unlock();
      }
      Thread.interrupted();
      LockSupport.parkNanos(this, left > 0 ? left : IDLE_NANOS);
    }
  }

  /// Lets all spares end, and those that come to rest later. Drivers in handlers are interrupted.
  void close() {
    ArrayDeque<Driver> left;
    lock.lock();
    try {
      closed = true;
      left = new ArrayDeque<>(resting);
    } finally {
      lock.unlock();
    }
    left.forEach(LockSupport::unpark);
    all.forEach(Thread::interrupt); // a spare pays no attention to it
  }

  /// The thread of a driver ends.
  void forget(Driver driver) {
    all.remove(driver);
    workers.adders().end(driver.cells());
  }

  /// The drivers that run a handler which has called [System#exit(int)].
  List<Driver> exiting() {
    return all.stream().filter(JvmExit::isCalledBy).toList();
  }
}
