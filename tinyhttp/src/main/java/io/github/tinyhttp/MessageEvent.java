package io.github.tinyhttp;

/// A whole message went over a connection that has left HTTP, as its protocol tells by
/// [Upgrade#tellReceived] and [Upgrade#tellSent]: the library's WebSocket does. The content is not
/// told. The library implements this, and adds to it.
public interface MessageEvent {
  /// What a message is made of.
  enum Kind {
    /// Text.
    TEXT,
    /// Bytes that mean something to the application alone.
    BINARY
  }

  /// The request that was upgraded: it leads to the connection, and over HTTP/2 it stands for one
  /// stream.
  RequestEvent request();

  /// What the message is made of.
  Kind kind();

  /// The size of the message in bytes, without framing, and before compression.
  long bytes();
}
