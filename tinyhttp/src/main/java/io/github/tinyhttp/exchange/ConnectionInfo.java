package io.github.tinyhttp.exchange;

import io.github.tinyhttp.engine.Endpoints;
import io.github.tinyhttp.tls.TlsSession;
import java.util.Optional;

/// The connection that a request came over, as applications may ask about it. For any thread.
public interface ConnectionInfo {
  /// Both ends: addresses, what a proxy said, and the peer's credentials.
  Endpoints endpoints();

  /// What TLS agreed on; empty over a connection in the clear.
  Optional<TlsSession> tls();

  /// The number among the connections of the server, from 1.
  long number();

  /// When the connection was accepted: [io.github.tinyhttp.wire.Clock#real()].
  long openedAt();

  /// What is spoken now, for logs.
  String protocol();

  /// How many bytes have come, without those of TLS itself.
  long bytesReceived();

  /// How many bytes the operating system has taken, without those of TLS itself.
  long bytesSent();

  /// Counts one more request. For the thread that has read it.
  ///
  /// @return its number on the connection, from 1
  long nextRequest();

  /// Whether bytes are encrypted; cheaper than [#tls()].
  boolean isSecure();

  /// Whether the connection is open, as far as this side knows.
  boolean isOpen();

  /// Cuts the connection. One in memory has nothing to cut.
  default void abort() {}
}
