package io.github.tinyhttp.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;

/// Where the engine tells of trouble. It never throws: with no memory or no descriptors left a log
/// may fail, too, and that must not end an event loop.
final class Log {
  private static final Logger LOG = System.getLogger("io.github.tinyhttp");

  private Log() {}

  static void write(Level level, String message, Throwable cause) {
    try {
      LOG.log(level, message, cause);
    } catch (Throwable _) {
      // there is nobody left to tell
    }
  }

  /// Loads what a log needs to write a line. Once the descriptors are used up the JDK can read
  /// neither classes nor time zones, and a class that failed to load then stays unusable for good.
  static void prepare() {
    try {
      boolean _ = LOG.isLoggable(Level.ERROR);
      var now = ZonedDateTime.now(ZoneId.systemDefault());
      boolean _ = String.format(Locale.getDefault(), "%1$tb %1$td, %1$tY %1$tT", now).isEmpty();
    } catch (RuntimeException e) {
      write(Level.DEBUG, "the log is not ready", e);
    }
  }
}
