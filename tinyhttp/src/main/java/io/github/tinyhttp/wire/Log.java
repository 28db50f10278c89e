package io.github.tinyhttp.wire;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// The log of the server, the `System.Logger` named "io.github.tinyhttp". The logger is looked up
/// with the first message. No method throws: a logger may fail when the process has no memory or no
/// descriptors left, and that must not end an event loop.
public final class Log {
  private static final Logger LOG = System.getLogger("io.github.tinyhttp");

  private Log() {}

  /// Writes a message with a stack trace.
  public static void write(Level level, String message, Throwable cause) {
    try {
      LOG.log(level, message, cause);
    } catch (Throwable _) {
      // a failure of the log cannot be logged
    }
  }

  /// Writes a message.
  public static void write(Level level, String message) {
    try {
      LOG.log(level, message);
    } catch (Throwable _) {
      // a failure of the log cannot be logged
    }
  }
}
