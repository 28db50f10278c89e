package io.github.tinyhttp;

/// What two sides had to say to each other over a connection that has left HTTP is over, as its
/// protocol tells by [Upgrade#tellEnd]: a WebSocket was closed, or its connection was lost. The
/// library implements this, and adds to it.
///
/// `toString` is safe in a line of a log, whatever reason a client gives.
public interface SessionEndEvent {
  /// Which side began the end.
  enum ClosedBy {
    /// The client said goodbye.
    CLIENT,
    /// The server said goodbye first, or dropped the connection.
    SERVER,
    /// No side did: the connection broke, or the client left without a word.
    NEITHER
  }

  /// The request that was upgraded: it leads to the connection, and over HTTP/2 it stands for one
  /// stream.
  RequestEvent request();

  /// A code of the protocol for the reason: that of WebSocket (RFC 6455 §7.4), such as 1000.
  int code();

  /// The reason as a text, often empty. A client may have chosen it: escape it before you print it.
  String reason();

  /// Which side began the end.
  ClosedBy closedBy();
}
