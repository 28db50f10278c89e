package io.github.tinyhttp.exchange;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.wire.JvmExit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The threads that are in the application's code for one server, except drivers, which the engine
/// knows. At the end of the server those that hang are interrupted. For any thread.
public final class HandlerThreads {
  private final Set<Stay> stays = ConcurrentHashMap.newKeySet();
  private volatile boolean graceOver;

  /// Runs `task`, which calls the application, on the calling thread.
  ///
  /// @param request what the application works on; null if that is nothing, or something else
  public void run(@Nullable ServerRequest request, Runnable task) {
    var stay = new Stay(request);
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

  /// Looks for those that have called [System#exit(int)].
  ///
  /// @param found gets the thread, and the request that it works on, if there is one
  public void forEachExiting(BiConsumer<Thread, Optional<ServerRequest>> found) {
    for (Stay stay : stays) {
      if (JvmExit.isCalledBy(stay.thread)) {
        found.accept(stay.thread, Optional.ofNullable(stay.request));
      }
    }
  }

  /// The time that one thread spends in the application's code.
  private static final class Stay {
    private final Thread thread = Thread.currentThread();
    private final @Nullable ServerRequest request;

    @GuardedBy("this")
    private boolean ended;

    @GuardedBy("this")
    private boolean interrupted;

    Stay(@Nullable ServerRequest request) {
      this.request = request;
    }

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
