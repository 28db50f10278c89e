package io.github.tinyhttp.sockets;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Keeps what the library logs, in the place of the console, until it is closed.
public final class LoggedWarnings extends Handler implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("io.github.tinyhttp");

  private final boolean parentsBefore = LOG.getUseParentHandlers();
  private final Queue<String> entries = new ConcurrentLinkedQueue<>();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  private LoggedWarnings() {}

  /// Begins to keep what is logged.
  public static LoggedWarnings begin() {
    var logged = new LoggedWarnings();
    LOG.setUseParentHandlers(false);
    LOG.addHandler(logged);
    return logged;
  }

  /// The warnings and errors so far, each with what was thrown, to be read or cleared.
  public Queue<String> entries() {
    return entries;
  }

  /// Everything that was logged so far, each with its level.
  public Queue<String> lines() {
    return lines;
  }

  @Override
  public void publish(LogRecord entry) {
    lines.add(entry.getLevel() + " " + entry.getMessage());
    if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
      entries.add(entry.getMessage() + " " + entry.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    LOG.removeHandler(this);
    LOG.setUseParentHandlers(parentsBefore);
  }
}
