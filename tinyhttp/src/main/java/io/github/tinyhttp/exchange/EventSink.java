package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.Workers;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The application's listener, kept from doing harm: what it throws is logged, and no event loop
/// waits for it. What a driver has to tell outside of a handler is told by a thread that may wait,
/// and so is whatever comes before that is done: events are told in the order in which they came.
public final class EventSink {
  /// How many events may wait for a listener that is slower than the server.
  private static final int MOST_UNTOLD = 10_000;

  /// How long a driver waits for a listener, once, until it has caught up.
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ServerEvents listener;
  private final Workers workers;
  private final Queue<Runnable> untold = new ConcurrentLinkedQueue<>();

  /// How many events wait or are being told by a thread of their own.
  private final AtomicInteger waiting = new AtomicInteger();

  /// How many connections have ended of which the listener does not know yet.
  private final AtomicInteger untoldEnds = new AtomicInteger();

  /// The thread that has told last what waited.
  private volatile @Nullable Thread teller;

  /// Whether a driver has waited in vain for the listener, which may be waiting itself. Racy on
  /// purpose.
  private volatile boolean late;

  private final AtomicBoolean dropping = new AtomicBoolean();

  EventSink(ServerEvents listener, Workers workers) {
    this.listener = listener;
    this.workers = workers;
  }

  private boolean isListened() {
    return !ServerEvents.NONE.equals(listener);
  }

  /// A client has connected.
  public void connected(SocketAddress client) {
    if (isListened()) {
      tellFirst(() -> listener.connected(client));
    }
  }

  /// A connection is closed.
  public void disconnected(SocketAddress client) {
    if (isListened()) {
      untoldEnds.incrementAndGet();
      tellLater( // even if some are missed: it is the end of what is counted
          () -> {
            try {
              listener.disconnected(client);
            } finally {
              untoldEnds.decrementAndGet();
            }
          });
    }
  }

  /// A client, or a proxy in front of it, broke a rule.
  public void refused(SocketAddress client, Status status, String rule) {
    if (isListened()) {
      tellFirst(() -> listener.refused(client, status, rule));
    }
  }

  /// A TLS handshake failed.
  public void handshakeFailed(SocketAddress client, Throwable cause) {
    if (isListened()) {
      tellFirst(() -> listener.handshakeFailed(client, cause));
    }
  }

  /// A connection could not be accepted.
  public void acceptFailed(Throwable cause) {
    if (isListened()) {
      tell(() -> listener.acceptFailed(cause));
    }
  }

  void sent(Request request, Response response) {
    if (isListened()) {
      tell(() -> listener.sent(request, response));
    }
  }

  void upgraded(Request request, String protocol) {
    if (isListened()) {
      tell(() -> listener.upgraded(request, protocol));
    }
  }

  void cut(Request request, Response response, Throwable cause) {
    if (isListened()) {
      tell(() -> listener.cut(request, response, cause));
    }
  }

  void failed(Request request, Throwable cause) {
    if (isListened()) {
      tell(() -> listener.failed(request, cause));
    }
  }

  /// Tells of something before the client can see it, unless the listener waits.
  private void tellFirst(Runnable event) {
    if (!Driver.isOnLoop() || late && waiting.get() > 0) {
      tell(event);
    } else {
      var told = new CountDownLatch(1);
      tell(
          () -> {
            try {
              event.run();
            } finally {
              told.countDown();
            }
          });
      late = !isOpened(told, PATIENCE_NANOS);
    }
  }

  private static boolean isOpened(CountDownLatch latch, long nanos) {
    try {
      return latch.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      return false; // no thread interrupts a driver here
    }
  }

  private void tell(Runnable event) {
    if (waiting.get() == 0 && !Driver.isOnLoop()) {
      tellHere(event);
    } else if (waiting.get() < MOST_UNTOLD) {
      tellLater(event);
    } else if (!dropping.getAndSet(true)) {
      Log.write(Level.WARNING, "the listener of server events is too slow, and misses some");
    }
  }

  private void tellLater(Runnable event) {
    untold.add(event);
    if (waiting.getAndIncrement() == 0) {
      workers.start("tinyhttp-events", this::tellAll);
    }
  }

  /// How many connections have ended of which the listener does not know yet.
  public int untoldEnds() {
    return untoldEnds.get();
  }

  /// Waits until the listener knows what has happened so far, but not longer than `nanos`, and not
  /// in the listener itself.
  public void awaitTold(long nanos) throws InterruptedException {
    if (waiting.get() == 0 || teller == Thread.currentThread()) {
      return;
    }
    var told = new CountDownLatch(1);
    tell(told::countDown);
    boolean _ = told.await(nanos, TimeUnit.NANOSECONDS);
  }

  private void tellAll() {
    teller = Thread.currentThread();
    do {
      Runnable event = untold.poll();
      if (event != null) {
        tellHere(event);
      }
    } while (waiting.decrementAndGet() > 0);
    dropping.set(false);
  }

  private static void tellHere(Runnable event) {
    try {
      event.run();
    } catch (Throwable e) {
      Log.write(Level.WARNING, "a listener of server events failed", e);
    }
  }
}
