package io.github.tinyhttp.wire;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Where the server tells of trouble, at `System.Logger` "io.github.tinyhttp", which is looked up
/// with the first trouble. It never throws: with no memory or no descriptors left a log may fail,
/// too, and that must not end an event loop.
public final class Log {
  private static final Logger LOG = System.getLogger("io.github.tinyhttp");

  private Log() {}

  /// Writes a line, with a stack trace.
  public static void write(Level level, String message, Throwable cause) {
    try {
      LOG.log(level, message, cause);
    } catch (Throwable _) {
      // there is nobody left to tell
    }
  }

  /// Writes a line.
  public static void write(Level level, String message) {
    try {
      LOG.log(level, message);
    } catch (Throwable _) {
      // there is nobody left to tell
    }
  }
}
