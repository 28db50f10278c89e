package io.github.tinyhttp.interop;

/// How a client learns that the server speaks HTTP/2.
enum Transport {
  /// It knows, RFC 9113 §3.3.
  CLEAR,
  /// TLS agrees on it, RFC 9113 §3.2.
  TLS
}
