package io.github.tinyhttp.server;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Threads for the arithmetic of TLS handshakes: at most as many as there are processors, and none
/// while there is nothing to do. Handlers do not run on them. The operating system shares the
/// processors among all threads, so a flood of handshakes makes requests slower, but does not stop
/// them.
final class HandshakeThreads implements Executor, AutoCloseable {
  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor threads;

  HandshakeThreads() {
    int most = Runtime.getRuntime().availableProcessors();
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // each connection has one task at a time, so it is bounded
            Thread.ofPlatform().daemon().name("tinyhttp-handshake-", 1).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
