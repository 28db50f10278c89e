package io.github.tinyhttp.accesslog;

/// Makes lines of a log. For one thread.
@FunctionalInterface
interface LineFormat {
  /// Appends a line, without its end.
  void append(StringBuilder out, LogEntry entry);
}
