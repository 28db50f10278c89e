package io.github.tinyhttp.engine;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Threads for the arithmetic of TLS handshakes: at most as many as there are processors, and none
/// while there is nothing to do. Handlers do not run on them. The operating system shares the
/// processors among all threads, so a flood of handshakes makes requests slower, but does not stop
/// them.
final class HandshakeThreads implements AutoCloseable {
  private static final long IDLE_SECONDS = 5;

  private final AtomicInteger started = new AtomicInteger();
  private final ThreadPoolExecutor threads;

  HandshakeThreads(String name, ClassLoader loader) {
    int most = Runtime.getRuntime().availableProcessors();
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // each connection has one task at a time, so it is bounded
            task -> thread(task, name + "-" + started.incrementAndGet(), loader));
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task, String name, ClassLoader loader) {
    var thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader); // key and trust managers may be the application's
    return thread;
  }

  void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
