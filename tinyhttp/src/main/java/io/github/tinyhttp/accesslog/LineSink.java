package io.github.tinyhttp.accesslog;

/// Where the lines of a log go. For one thread.
interface LineSink {
  /// Takes a line, without its end.
  void write(CharSequence line);

  /// No further line has come so far: whatever was collected is written.
  void flush();

  /// No further line comes.
  void close();
}
