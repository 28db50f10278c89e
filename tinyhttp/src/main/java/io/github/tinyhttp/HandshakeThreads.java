package io.github.tinyhttp;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Threads for the arithmetic of TLS handshakes, as many as there are processors at most, and none
/// when there is nothing to do. They are not those that run handlers: the operating system shares
/// the processors among all, so a flood of handshakes makes requests slower, but does not stop
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
