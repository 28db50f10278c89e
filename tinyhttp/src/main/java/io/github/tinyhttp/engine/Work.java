package io.github.tinyhttp.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// A task on its way to a thread. Two threads may be sent for it, of which the first one runs it.
final class Work {
  private static final VarHandle TASK;

  static {
    try {
      TASK = MethodHandles.lookup().findVarHandle(Work.class, "task", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;

  /// The task until it begins; then null. The thread that takes it out runs it.
  private volatile @Nullable Runnable task;

  /// Whether a thread of the kind that the task is meant for was sent for it. Written by the thread
  /// that sends it.
  private volatile boolean sent;

  /// @param name what a thread is called that runs nothing else
  Work(String name, Runnable task) {
    this.name = name;
    this.task = task;
  }

  String name() {
    return name;
  }

  boolean hasBegun() {
    return task == null;
  }

  boolean isSent() {
    return sent;
  }

  void send() {
    sent = true;
  }

  /// Takes the task out.
  ///
  /// @return the task for the caller to run; null if another thread runs it
  @Nullable Runnable take() {
    return (Runnable) TASK.getAndSet(this, (Runnable) null);
  }
}
