package io.github.tinyhttp.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.ReceiveEndedException;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.ServerClosedException;
import io.github.tinyhttp.UnblockedException;
import io.github.tinyhttp.exchange.LibraryResponses;
import io.github.tinyhttp.exchange.QueueTime;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.wire.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Requests that wait for a thread of the application, first come, first served. Bounded by what
/// the connections may have in flight. All methods may be called from any thread.
public final class RequestQueue implements Iterable<Request> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ReceivedRequests received = new ReceivedRequests();

  @GuardedBy("lock")
  private final ArrayDeque<ServerRequest> requests = new ArrayDeque<>();

  @GuardedBy("lock")
  private int wakeTokens;

  @GuardedBy("lock")
  private int waiting;

  @GuardedBy("lock")
  private boolean closed;

  /// Adds a request, without waking a thread: [#wake()] does.
  void add(ServerRequest request) {
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

  /// Wakes as many waiting threads as there are requests.
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

  /// The next request. The caller waits until there is one.
  ///
  /// @throws ServerClosedException if the queue is closed and empty
  /// @throws UnblockedException if [#unblock()] has ended the wait
  public Request take() throws InterruptedException {
    received.received(null);
    ServerRequest next = await();
    while (QueueTime.refuses(next)) {
      next = await();
    }
    taken(next);
    return next;
  }

  private ServerRequest await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        ServerRequest next = nextOrNull();
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

  /// The next request, if one comes within `time`; otherwise as [#take()].
  public Optional<Request> poll(Duration time) throws InterruptedException {
    received.received(null);
    long end = Clock.after(Clock.real(), TimeUnit.NANOSECONDS.convert(time));
    ServerRequest next = await(time);
    while (next != null && QueueTime.refuses(next)) {
      next = await(Duration.ofNanos(end - Clock.real()));
    }
    return takenIfAny(next);
  }

  private Optional<Request> takenIfAny(@Nullable ServerRequest next) {
    if (next != null) {
      taken(next);
    }
    return Optional.ofNullable(next);
  }

  private void taken(ServerRequest next) {
    received.received(next);
    next.taken();
  }

  /// Looks for the threads that have received requests and then called [System#exit(int)].
  ///
  /// @param found gets such a thread, and the request that it has received last
  void forEachExiting(BiConsumer<Thread, Optional<ServerRequest>> found) {
    received.forEachExiting(found);
  }

  private @Nullable ServerRequest await(Duration time) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.convert(time);
    lock.lockInterruptibly();
    try {
      while (true) {
        ServerRequest next = nextOrNull();
        if (next != null || left <= 0) {
          return next;
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

  @GuardedBy("lock")
  private @Nullable ServerRequest nextOrNull() {
    ServerRequest next = requests.pollFirst();
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

  /// The next request, if there is one now. A call of [#unblock()] is not used up by this.
  public Optional<Request> poll() {
    ServerRequest next = first();
    while (next != null && QueueTime.refuses(next)) {
      next = first();
    }
    return takenIfAny(next);
  }

  private @Nullable ServerRequest first() {
    lock.lock();
    try {
      return requests.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the wait of one thread: one that waits now, or else the next that would.
  public void unblock() {
    lock.lock();
    try {
      wakeTokens++;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Wakes all threads that wait, and responds with 503 to the requests that are left.
  void close() {
    ArrayDeque<ServerRequest> left;
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

  private static void turnAway(ServerRequest request) {
    request.refuse(LibraryResponses.stopping(), "STOPPING");
  }

  /// The requests as they come, until the queue is closed or [#unblock()] ends the iteration.
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
        } catch (ReceiveEndedException _) {
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
}
