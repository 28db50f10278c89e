package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Closes the connection that has been idle for longest, when a new client cannot be served
/// otherwise. Each loop looks for its own; the last one to have looked knows which it is.
///
/// A connection that has been idle for a moment only is spared: its client is busy, and has perhaps
/// sent something already.
final class RoomMaker {
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// A connection that was idle when its loop looked.
  ///
  /// @param since when it began to be idle
  private record Idle(Connection connection, EventLoop loop, long since) {}

  /// The search that goes on; null if none does.
  private final AtomicReference<@Nullable Search> running = new AtomicReference<>();

  /// Begins to make room, unless that goes on already. From any thread.
  void begin(Iterable<EventLoop> loops, int count) {
    var search = new Search(count);
    if (running.compareAndSet(null, search)) {
      loops.forEach(loop -> loop.submit(_ -> look(loop, search)));
    }
  }

  private void look(EventLoop loop, Search search) {
    try {
      long spared = Clock.now() - MOMENT_NANOS;
      loop.forEachConnection(
          connection -> {
            long since = connection.isHeldByLoop() ? connection.theProtocol().idleSince() : spared;
            if (since < spared) {
              search.offer(new Idle(connection, loop, since));
            }
          });
    } finally {
      if (search.isOver()) {
        end(search);
      }
    }
  }

  private void end(Search search) {
    Idle longest = search.longest.get();
    if (longest == null) {
      running.set(null);
    } else {
      longest.loop().submit(driver -> close(longest, driver));
    }
  }

  private void close(Idle idle, Driver driver) {
    running.set(null);
    Connection connection = idle.connection();
    if (isStillIdle(idle)) {
      connection.theProtocol().readable(driver); // a request that has just come is handled
      if (driver.isDriving() && isStillIdle(idle)) {
        connection.theProtocol().giveWay(driver);
        connection.close();
      }
    }
  }

  private static boolean isStillIdle(Idle idle) {
    Connection connection = idle.connection();
    return connection.isHeldByLoop() && connection.theProtocol().idleSince() == idle.since();
  }

  /// One look at all loops.
  private static final class Search {
    private final AtomicInteger left;
    private final AtomicReference<@Nullable Idle> longest = new AtomicReference<>();

    Search(int loops) {
      left = new AtomicInteger(loops);
    }

    void offer(Idle candidate) {
      longest.accumulateAndGet(
          candidate,
          (known, other) -> known == null || other.since() < known.since() ? other : known);
    }

    boolean isOver() {
      return left.decrementAndGet() == 0;
    }
  }
}
