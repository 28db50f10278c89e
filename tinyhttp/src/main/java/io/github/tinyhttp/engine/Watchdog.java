package io.github.tinyhttp.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Looks at every loop once a millisecond while there is traffic. A loop seen twice in the same
/// turn of a handler is taken from its driver, so a handler that blocks delays the other
/// connections of its loop by two milliseconds at most.
final class Watchdog implements Runnable {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /// After so many looks without a handler in sight, it sleeps until there is traffic again.
  private static final int QUIET_LOOKS = 50;

  private static final int MOST_LOOKS_BEFORE_PRELOAD = 1000;

  private final Engine engine;
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean stopped;

  Watchdog(Engine engine, String name) {
    this.engine = engine;
    this.thread = new Thread(null, this, name, 0, false);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  /// A driver enters a handler. It has published that before, so a watchdog about to sleep sees it.
  void noticeTraffic() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    long[] seen = new long[engine.loops().size()];
    int quiet = 0;
    boolean preloaded = false;
    int looks = 0;
    while (!stopped) {
      quiet = look(seen) ? 0 : quiet + 1;
      if (!preloaded && (quiet == QUIET_LOOKS || ++looks == MOST_LOOKS_BEFORE_PRELOAD)) {
        preloaded = true;
        Preload.run(); // now that the server has started, and has a moment to spare
      }
      if (quiet < QUIET_LOOKS) {
        LockSupport.parkNanos(this, TICK_NANOS);
      } else {
        asleep = true;
        if (!look(seen)) {
          while (asleep && !stopped) {
            LockSupport.park(this);
          }
        }
        asleep = false;
        quiet = 0;
      }
    }
  }

  /// Whether any loop has moved, or is inside a handler.
  private boolean look(long[] seen) {
    boolean traffic = false;
    for (int i = 0; i < seen.length; i++) {
      EventLoop loop = engine.loops().get(i);
      long turn = loop.turn();
      boolean insideHandler = (turn & 1) == 1;
      if (insideHandler && turn == seen[i]) {
        takeAway(loop, turn);
      }
      traffic |= insideHandler || turn != seen[i];
      seen[i] = turn;
    }
    return traffic;
  }

  private void takeAway(EventLoop loop, long turn) {
    try {
      loop.handOver(turn);
    } catch (Throwable e) {
      engine.failedToHandOver(e); // no thread or no memory now: try again in a millisecond
    }
  }
}
