package io.github.tinyhttp.sockets;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// Keeps the warnings and errors of a log, each with what was thrown.
public final class LoggedWarnings extends Handler {
  private final Queue<String> entries = new ConcurrentLinkedQueue<>();

  /// What was logged so far, to be read or cleared.
  public Queue<String> entries() {
    return entries;
  }

  @Override
  public void publish(LogRecord entry) {
    if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
      entries.add(entry.getMessage() + " " + entry.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
