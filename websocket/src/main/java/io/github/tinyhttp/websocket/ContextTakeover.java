package io.github.tinyhttp.websocket;

/// Whether a compressor keeps its window from one message to the next, RFC 7692 §7.1.1.
enum ContextTakeover {
  /// Each message may refer back to the messages before it.
  ENABLED,
  /// Each message is compressed on its own.
  DISABLED
}
