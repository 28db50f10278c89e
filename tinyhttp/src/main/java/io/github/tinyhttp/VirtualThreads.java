package io.github.tinyhttp;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/// Runs each task on a new thread.
record VirtualThreads(ThreadFactory factory) implements Executor {
  @Override
  public void execute(Runnable task) {
    factory.newThread(task).start();
  }
}
