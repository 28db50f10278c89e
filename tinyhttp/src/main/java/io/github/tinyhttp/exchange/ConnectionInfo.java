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

  /// Whether bytes are encrypted; cheaper than [#tls()].
  boolean isSecure();

  /// Whether the connection is open, as far as this side knows.
  boolean isOpen();
}
