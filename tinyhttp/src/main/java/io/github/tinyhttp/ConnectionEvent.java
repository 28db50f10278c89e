package io.github.tinyhttp;

import io.github.tinyhttp.tls.TlsSession;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Optional;

/// A connection, as [ServerEvents] tells of it. What can change is told as it is at the moment of
/// the question. Two events of one connection are equal, and their [#number()] is the same. Any
/// thread may ask. The library implements this, and adds to it.
public interface ConnectionEvent {
  /// The number of the connection among those that its server has accepted, from 1.
  long number();

  /// The address of the client: of the peer, or the one that a PROXY header tells.
  SocketAddress client();

  /// The address that the client has connected to.
  SocketAddress local();

  /// When the connection was accepted.
  Instant openedAt();

  /// What is spoken on the connection now: `HTTP/1.1`, `HTTP/2`, the name of the protocol that it
  /// was upgraded to, `TLS` during a handshake, or `PROXY` before the header of a proxy has come.
  String protocol();

  /// What TLS has agreed on; empty over a connection in the clear, and before the handshake is
  /// done.
  Optional<TlsSession> tls();

  /// How many bytes have come so far, without those of TLS itself.
  long bytesReceived();

  /// How many bytes the operating system has taken so far, without those of TLS itself.
  long bytesSent();
}
