package io.github.tinyhttp.http1;

/// What a writer finds when it wants to stop.
enum WriterStop {
  /// Another response has become ready: the caller stays the writer.
  MORE,
  /// The caller is no longer the writer.
  STOPPED,
  /// The caller has stopped, and the driver waits for fewer requests to be in flight.
  ROOM,
  /// The caller has stopped, every response is written, and the driver waits for that.
  QUIET
}
