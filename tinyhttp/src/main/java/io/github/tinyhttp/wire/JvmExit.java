package io.github.tinyhttp.wire;

/// The end of the JVM by [System#exit(int)]. The thread that has called it waits for all shutdown
/// hooks, one of which may close the server, which would wait for that very thread.
public final class JvmExit {
  private JvmExit() {}

  /// Whether the JVM is running its shutdown hooks.
  public static boolean hasBegun() {
    var probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException _) {
      return true;
    }
  }

  /// Whether a thread waits for the JVM to end, and will never go on.
  public static boolean isCalledBy(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals(Runtime.class.getName())
          && frame.getMethodName().equals("exit")) {
        return true;
      }
    }
    return false;
  }
}
