package io.github.tinyhttp.accesslog;

import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// A function of the application that takes the lines of a log. What it throws is logged.
///
/// @param lines the function
/// @param failures how many lines it has not taken
record LineFunction(Consumer<String> lines, LongAdder failures) implements LineSink {
  LineFunction(Consumer<String> lines) {
    this(lines, new LongAdder());
  }

  @Override
  public void write(CharSequence line) {
    try {
      lines.accept(line.toString());
    } catch (Throwable e) {
      failures.increment();
      Log.write(Level.WARNING, "a line of the access log is lost", e);
    }
  }

  @Override
  public void flush() {
    // it has all lines
  }

  @Override
  public long lost() {
    return failures.sum();
  }

  @Override
  public void close() {
    // the application's own matter
  }
}
