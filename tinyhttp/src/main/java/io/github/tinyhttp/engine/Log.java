package io.github.tinyhttp.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

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
}
