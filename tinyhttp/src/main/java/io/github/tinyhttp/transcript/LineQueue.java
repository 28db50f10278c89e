package io.github.tinyhttp.transcript;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lines on their way to the application, which a thread of this queue gives it one by one. A
/// thread that adds a line never waits for the application: beyond a bound the line is dropped, and
/// the next one that fits comes behind a line that tells how many were.
final class LineQueue {
  /// What a line costs beyond its characters, about.
  private static final int OVERHEAD = 64;

  private final Consumer<String> lines;
  private final long most;
  private final Thread writer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final Queue<String> waiting = new ArrayDeque<>();

  /// The size of the lines that wait.
  @GuardedBy("lock")
  private long size;

  /// The number of lines that were dropped since the last one that was not.
  @GuardedBy("lock")
  private long dropped;

  @GuardedBy("lock")
  private boolean closed;

  /// Whether the application has failed before. For the thread of this queue.
  private boolean failed;

  /// @param lines of the application
  /// @param most how large all waiting lines together may be, in bytes
  LineQueue(Consumer<String> lines, long most) {
    this.lines = lines;
    this.most = most;
    this.writer = Thread.ofPlatform().daemon().name("tinyhttp-transcript").unstarted(this::write);
  }

  void start() {
    writer.start();
  }

  /// Adds a line, if there is room for it.
  void add(String line) {
    lock.lock();
    try {
      int more = line.length() + OVERHEAD;
      if (closed || size + more > most) {
        dropped++;
        return;
      }
      tellOfDropped();
      put(line);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void tellOfDropped() {
    if (dropped > 0) {
      put("dropped " + dropped + " lines");
      dropped = 0;
    }
  }

  @GuardedBy("lock")
  private void put(String line) {
    waiting.add(line);
    size += line.length() + OVERHEAD;
    changed.signal();
  }

  /// The next line; null at the end.
  private @Nullable String next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      String line = waiting.poll();
      if (line != null) {
        size -= line.length() + OVERHEAD;
      }
      return line;
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    try {
      for (String line = next(); line != null; line = next()) {
        give(line);
      }
    } catch (InterruptedException _) {
      // the time for the last lines is over
    }
  }

  private void give(String line) {
    try {
      lines.accept(line);
    } catch (Throwable e) {
      if (!failed) {
        failed = true; // reported once, not for each line
        Log.write(Level.WARNING, "the consumer of a transcript failed", e);
      }
    }
  }

  /// Takes no further line, and waits until the application has all that wait, or the time is over:
  /// the rest is dropped then, and the application's thread interrupted.
  void close(long nanos) {
    lock.lock();
    try {
      if (!closed) {
        tellOfDropped();
        closed = true;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
    if (Thread.currentThread() != writer && writer.getState() != Thread.State.NEW) {
      awaitWriter(nanos);
    }
  }

  private void awaitWriter(long nanos) {
    try {
      if (!writer.join(Duration.ofNanos(nanos))) {
        Log.write(Level.WARNING, "the consumer of a transcript is too slow, and misses the end");
        abandon();
      }
    } catch (InterruptedException _) {
      abandon();
      Thread.currentThread().interrupt();
    }
  }

  private void abandon() {
    lock.lock();
    try {
      waiting.clear();
    } finally {
      lock.unlock();
    }
    writer.interrupt();
  }
}
