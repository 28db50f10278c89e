package io.github.tinyhttp.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.wire.Clock;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Platform threads for tasks whose own kind of threads is held by other tasks. There are none
/// until then, and each ends after five idle seconds. Safe for use by several threads.
///
/// An idle thread parks at once. One that spins or yields before, as those of the JDK's pools do,
/// gets its next task late where other threads want all processors.
final class OverflowThreads implements AutoCloseable {
  /// Enough for the handlers of a server to wait on, and few enough for any system.
  private static final int MOST = 1_000;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String name;
  private final ClassLoader loader;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final ArrayDeque<OverflowThread> idle = new ArrayDeque<>();

  /// How many of the threads run a task.
  private final AtomicInteger busy = new AtomicInteger();

  @GuardedBy("lock")
  private int alive;

  /// The number of threads that were ever started, for their names.
  @GuardedBy("lock")
  private int started;

  @GuardedBy("lock")
  private boolean closed;

  /// @param loader the context class loader for the tasks
  OverflowThreads(String name, ClassLoader loader) {
    this.name = name;
    this.loader = loader;
  }

  /// Hands a task to a thread that has nothing to do.
  ///
  /// @return whether there is one
  boolean isTakenByIdle(Runnable task) {
    StackRoom.require(); // the caller may be code of the application
    OverflowThread one;
    lock.lock();
    try {
      one = idle.pollLast(); // the one with the warmest caches
    } finally {
      lock.unlock();
    }
    if (one != null) {
      one.give(task);
    }
    return one != null;
  }

  /// Hands a task to a thread that has nothing to do, or to a new one.
  ///
  /// @return whether it could be; if not, there are as many threads as there may be
  boolean isTaken(Runnable task) {
    return isTakenByIdle(task) || isTakenByNew(task);
  }

  /// Starts a thread for the next task, unless one is idle.
  void prepare() {
    boolean wanted;
    lock.lock();
    try {
      wanted = idle.isEmpty();
    } finally {
      lock.unlock();
    }
    if (wanted) {
      boolean _ = isTakenByNew(() -> {});
    }
  }

  private boolean isTakenByNew(Runnable task) {
    String freshName;
    lock.lock();
    try {
      if (closed || alive == MOST) {
        return false;
      }
      alive++;
      freshName = name + "-" + ++started;
    } finally {
      lock.unlock();
    }
    try {
      new OverflowThread(task, freshName, loader).start();
      return true;
    } catch (OutOfMemoryError _) { // the system has no thread
      ended();
      return false;
    }
  }

  /// Whether any of the threads runs a task.
  boolean areBusy() {
    return busy.get() > 0;
  }

  private void ended() {
    lock.lock();
    try {
      alive--;
    } finally {
      lock.unlock();
    }
  }

  private boolean rests(OverflowThread thread) {
    lock.lock();
    try {
      if (!closed) {
        idle.addLast(thread);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private boolean ends(OverflowThread thread) {
    lock.lock();
    try {
      return idle.remove(thread);
    } finally {
      lock.unlock();
    }
  }

  /// Ends the threads that have nothing to do, and the others when their task is done.
  @Override
  public void close() {
    ArrayDeque<OverflowThread> left;
    lock.lock();
    try {
      closed = true;
      left = new ArrayDeque<>(idle);
    } finally {
      lock.unlock();
    }
    left.forEach(LockSupport::unpark);
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// One of the threads.
  private final class OverflowThread extends ServerThread {
    /// The task to run next; null while there is none.
    private volatile @Nullable Runnable next;

    OverflowThread(Runnable first, String name, ClassLoader loader) {
      super(null, name, loader);
      next = first;
      setDaemon(true);
    }

    /// For the thread that has taken this one out of those that are idle.
    void give(Runnable task) {
      next = task;
      LockSupport.unpark(this);
    }

    @Override
    public void run() {
      try {
        for (Runnable task = next; task != null; task = rests(this) ? await() : null) {
          next = null;
          busy.incrementAndGet();
          try {
            task.run();
          } finally {
            busy.decrementAndGet();
          }
        }
      } finally {
        ended();
      }
    }

    /// Waits for a task.
    ///
    /// @return null if the thread is to end
    private @Nullable Runnable await() {
      long end = Clock.now() + IDLE_NANOS;
      while (next == null) {
        long left = end - Clock.now();
        if ((left <= 0 || isClosed()) && ends(this)) {
          return null;
        }
        LockSupport.parkNanos(this, left > 0 ? left : IDLE_NANOS);
      }
      return next;
    }
  }
}
