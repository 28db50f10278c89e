package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Log;
import io.github.tinyhttp.wire.PromptThread;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A thread that looks at the turn of every loop once a millisecond while handlers run. It takes a
/// loop that it sees twice in the same turn of a handler from its driver, see [Turn]. So a handler
/// that blocks delays the other connections of its loop by about two milliseconds at most. It also
/// looks whether the tasks of [Workers] begin.
///
/// It is also the one thread that may keep the JVM from exiting while the server runs: drivers are
/// daemons, since a handler can hang on one after the server has ended.
final class Watchdog extends Thread implements PromptThread {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /// After so many looks without a handler, the watchdog sleeps until the next one begins.
  private static final int QUIET_LOOKS = 50;

  private static final int MAX_LOOKS_BEFORE_PRELOAD = 1000;

  private final Engine engine;
  private volatile boolean asleep;
  private volatile boolean stopped;

  Watchdog(Engine engine, String name, boolean daemon) {
    super(null, null, name, 0, false);
    this.engine = engine;
    setDaemon(daemon);
    setContextClassLoader(engine.workers().loader()); // it may look for content codings
  }

  /// Ends the thread.
  void end() {
    stopped = true;
    LockSupport.unpark(this);
  }

  @Override
  public boolean mustNotWait() {
    return true;
  }

  @Override
  public void leave(Runnable task) {
    engine.workers().startInBackground("tinyhttp-log", task);
  }

  /// A handler begins. The driver has begun its turn before, so a watchdog that is about to sleep
  /// sees that turn.
  void noticeTraffic() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(this);
    }
  }

  @Override
  public void run() {
    long[] seen = new long[engine.loops().size()];
    int quiet = 0;
    boolean preloaded = false;
    int looks = 0;
    while (!stopped) {
      quiet = looks(seen) ? 0 : quiet + 1;
      if (!preloaded && (quiet == QUIET_LOOKS || ++looks == MAX_LOOKS_BEFORE_PRELOAD)) {
        preloaded = true;
        preload(); // the server has started by now, and this thread has time
      }
      if (quiet < QUIET_LOOKS) {
        LockSupport.parkNanos(this, TICK_NANOS);
      } else {
        asleep = true;
        if (!looks(seen)) {
          while (asleep && !stopped) {
            LockSupport.park(this);
          }
        }
        asleep = false;
        quiet = 0;
      }
    }
  }

  /// Whatever fails here ends neither this thread nor, with it, the process.
  private boolean looks(long[] seen) {
    try {
      return look(seen);
    } catch (Throwable _) {
      return true; // the next look sees it again
    }
  }

  private static void preload() {
    try {
      Preload.run();
    } catch (Throwable e) {
      Log.write(Level.DEBUG, "loading classes ahead", e);
    }
  }

  /// Looks at all loops, and at the tasks beside them.
  ///
  /// @param seen the turns that the look before has seen
  /// @return whether any loop has moved, or is in a handler, or any task waits
  private boolean look(long[] seen) {
    boolean traffic = lookAtWorkers();
    for (int i = 0; i < seen.length; i++) {
      EventLoop loop = engine.loops().get(i);
      long turn = loop.turn().current();
      boolean handler = Turn.isHandler(turn);
      if (handler && turn == seen[i]) {
        handOver(loop, turn);
      }
      traffic |= handler || turn != seen[i];
      seen[i] = turn;
    }
    return traffic;
  }

  private boolean lookAtWorkers() {
    try {
      return engine.workers().look();
    } catch (Throwable e) {
      engine.failedToHandOver(e); // as below
      return true;
    }
  }

  private void handOver(EventLoop loop, long turn) {
    try {
      loop.handOver(turn);
    } catch (Throwable e) {
      engine.failedToHandOver(e); // no thread or no memory: the next look tries again
    }
  }
}
