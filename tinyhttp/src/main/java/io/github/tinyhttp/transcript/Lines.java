package io.github.tinyhttp.transcript;

import io.github.tinyhttp.Transcript;

/// Writes lines about one thing: a connection, a request, a stream. All of its lines begin alike.
///
/// @param options what may be shown
/// @param queue where the lines go
/// @param beginning for example `conn=7 req=3`
record Lines(Transcript options, LineQueue queue, String beginning) {
  /// Writes lines about a part of that thing.
  ///
  /// @param more for example `req=3`
  Lines with(String more) {
    return new Lines(options, queue, beginning + " " + more);
  }

  /// Writes a line about the thing itself.
  void write(String what) {
    queue.add(beginning + " " + what);
  }

  /// Writes a line about what goes over the connection.
  void write(Way way, String what) {
    queue.add(beginning + " " + way.arrow() + " " + what);
  }
}
