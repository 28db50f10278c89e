package io.github.tinyhttp.exchange;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.wire.JvmExit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The threads that are in the application's code for one server, except drivers, which the engine
/// knows. At the end of the server those that hang are interrupted. For any thread.
public final class HandlerThreads {
  private final Set<Stay> stays = ConcurrentHashMap.newKeySet();
  private volatile boolean graceOver;

  /// Runs `task`, which calls the application, on the calling thread.
  public void run(Runnable task) {
    var stay = new Stay();
    stays.add(stay);
    try {
      task.run();
    } finally {
      stays.remove(stay);
      stay.end();
    }
  }

  /// The grace of the server is over: its connections are about to be cut, and the threads that
  /// still run handlers to be interrupted.
  public void endGrace() {
    graceOver = true;
  }

  boolean isGraceOver() {
    return graceOver;
  }

  /// Interrupts all of these threads.
  public void interrupt() {
    stays.forEach(Stay::interrupt);
  }

  /// How many of them have called [System#exit(int)].
  public int exiting() {
    return (int) stays.stream().filter(stay -> JvmExit.isCalledBy(stay.thread)).count();
  }

  /// The time that one thread spends in the application's code.
  private static final class Stay {
    private final Thread thread = Thread.currentThread();

    @GuardedBy("this")
    private boolean ended;

    @GuardedBy("this")
    private boolean interrupted;

    synchronized void interrupt() {
      if (!ended) {
        interrupted = true;
        thread.interrupt();
      }
    }

    /// The thread goes on with other work, which an interrupt must not reach that was meant for
    /// this.
    synchronized void end() {
      ended = true;
      if (interrupted) {
        boolean _ = Thread.interrupted();
      }
    }
  }
}
