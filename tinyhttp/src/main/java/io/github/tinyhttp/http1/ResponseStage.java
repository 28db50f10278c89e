package io.github.tinyhttp.http1;

/// How far the response to a request in the [Pipeline] is.
enum ResponseStage {
  /// It is not given yet.
  WAITING,
  /// It waits for its turn.
  READY,
  /// Its bytes are written, or wait for the socket.
  ENCODED
}
