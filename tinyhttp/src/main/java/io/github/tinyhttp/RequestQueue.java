package io.github.tinyhttp;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Requests that wait for a thread of the application, first come, first served. Bounded by what
/// the connections may have in flight.
final class RequestQueue implements Iterable<Request> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Request> requests = new ArrayDeque<>();
  private int wakeTokens;
  private int waiting;
  private boolean closed;

  /// Takes a request in, and wakes nobody yet.
  void add(Request request) {
    lock.lock();
    try {
      if (!closed) {
        requests.addLast(request);
        return;
      }
    } finally {
      lock.unlock();
    }
    turnAway(request);
  }

  /// Wakes the threads that can go on with what was added.
  void wake() {
    lock.lock();
    try {
      for (int i = Math.min(waiting, requests.size()); i > 0; i--) {
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The next request, waiting for one.
  Request take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        Request next = nextOrNull();
        if (next != null) {
          return next;
        }
        waiting++;
        try {
          arrived.await();
        } finally {
          waiting--;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// The next request, if there is one within the time.
  Optional<Request> poll(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (true) {
        Request next = nextOrNull();
        if (next != null || left <= 0) {
          return Optional.ofNullable(next);
        }
        waiting++;
        try {
          left = arrived.awaitNanos(left);
        } finally {
          waiting--;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Request nextOrNull() {
    Request next = requests.pollFirst();
    if (next != null) {
      return next;
    }
    if (wakeTokens > 0) {
      wakeTokens--;
      throw new UnblockedException();
    }
    if (closed) {
      throw new ServerClosedException();
    }
    return null;
  }

  /// The next request, if there is one now. Leaves the tokens of [#unblock()] alone.
  Optional<Request> poll() {
    lock.lock();
    try {
      return Optional.ofNullable(requests.pollFirst());
    } finally {
      lock.unlock();
    }
  }

  void unblock() {
    lock.lock();
    try {
      wakeTokens++;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Wakes all who wait; what nobody has received is answered with 503.
  void close() {
    ArrayDeque<Request> left;
    lock.lock();
    try {
      closed = true;
      left = new ArrayDeque<>(requests);
      requests.clear();
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    left.forEach(RequestQueue::turnAway);
  }

  private static void turnAway(Request request) {
    request.respond(
        Response.text("the server is going down\n").withStatus(503).withConnectionClose());
  }

  /// The requests as they come, until the queue is closed or somebody unblocks.
  @Override
  public Iterator<Request> iterator() {
    return new Incoming();
  }

  private final class Incoming implements Iterator<Request> {
    private @Nullable Request next;

    @Override
    public boolean hasNext() {
      if (next == null) {
        try {
          next = take();
        } catch (ServerClosedException | UnblockedException _) {
          return false;
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }

    @Override
    public Request next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("no more requests");
      }
      Request request = next;
      next = null;
      return request;
    }
  }

  /// How long in nanoseconds, without overflow.
  static long nanos(java.time.Duration time) {
    return TimeUnit.NANOSECONDS.convert(time);
  }
}
