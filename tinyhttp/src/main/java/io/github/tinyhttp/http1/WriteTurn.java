package io.github.tinyhttp.http1;

/// What becomes of a response that is given.
enum WriteTurn {
  /// The response is next in line, and the caller is the writer now.
  WRITE,
  /// The writer of an earlier response writes this one, too.
  KEPT,
  /// The connection is gone, and the response with it.
  LOST
}
