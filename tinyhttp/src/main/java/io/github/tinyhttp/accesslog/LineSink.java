package io.github.tinyhttp.accesslog;

/// Where the lines of a log go. For one thread, except for [#lost()].
interface LineSink {
  /// Takes a line, without its end.
  void write(CharSequence line);

  /// No further line has come so far: whatever was collected is written.
  void flush();

  /// How many lines could not be written so far. For any thread.
  long lost();

  /// No further line comes.
  void close();
}
