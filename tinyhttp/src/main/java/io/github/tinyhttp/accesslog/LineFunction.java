package io.github.tinyhttp.accesslog;

import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/// A function of the application that takes the lines of a log. What it throws is logged.
///
/// @param lines the function
record LineFunction(Consumer<String> lines) implements LineSink {
  @Override
  public void write(CharSequence line) {
    try {
      lines.accept(line.toString());
    } catch (Throwable e) {
      Log.write(Level.WARNING, "a line of the access log is lost", e);
    }
  }

  @Override
  public void flush() {
    // it has all lines
  }

  @Override
  public void close() {
    // the application's own matter
  }
}
