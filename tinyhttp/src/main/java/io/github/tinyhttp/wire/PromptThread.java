package io.github.tinyhttp.wire;

/// A thread of this library that must not wait, some of the time: connections would wait with it.
/// Whatever may wait, such as code of the application, it leaves to another thread.
public interface PromptThread {
  /// Whether the thread must not wait now. For the thread itself.
  boolean mustNotWait();

  /// Has a thread that may wait run a task. Returns at once.
  ///
  /// @throws OutOfMemoryError if the system has no thread for it
  void leave(Runnable task);
}
