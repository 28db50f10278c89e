package io.github.tinyhttp.content;

/// Starts what runs beside the thread that sends a response, on the threads of the server that
/// sends it.
public final class BackgroundTasks {
  /// Threads that may compute and wait.
  @FunctionalInterface
  public interface Threads {
    /// Has a thread run the task. Returns at once.
    void start(String name, Runnable task);
  }

  /// Bound to the threads of a server while its own threads run code of the application.
  public static final ScopedValue<Threads> CURRENT = ScopedValue.newInstance();

  private BackgroundTasks() {}

  /// Has a thread run a task; a virtual one, where no server is known.
  public static void start(String name, Runnable task) {
    CURRENT.orElse(BackgroundTasks::startVirtual).start(name, task);
  }

  private static void startVirtual(String name, Runnable task) {
    Thread _ = Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).start(task);
  }
}
