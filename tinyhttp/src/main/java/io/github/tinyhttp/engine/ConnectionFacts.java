package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.PlainTransport;
import io.github.tinyhttp.wire.Socket;
import io.github.tinyhttp.wire.TlsTransport;
import io.github.tinyhttp.wire.Transport;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// What is known of a connection beside its work: its number, its age, its two ends, and the bytes
/// it has moved, without those of TLS itself. Any thread may ask; how many bytes it is told may be
/// a moment old.
abstract class ConnectionFacts extends Timed {
  /// The socket, or one around it that sees all bytes.
  Socket socket;

  /// What moves the bytes. Of the holder of the input, and of the writer.
  Transport transport;

  private final long number;
  private final long openedAt = Clock.real();
  private final Traffic traffic;

  /// How many requests have been counted. Of the holder of the input.
  private int requests;

  /// How many bytes the holder of the input has read.
  private long bytesReceived;

  /// How many bytes the writer has written.
  private long bytesSent;

  /// The addresses of both ends, where a listener or a proxy knows them better than the socket;
  /// null if none does.
  private @Nullable Endpoints ends;

  /// What is to be done when the connection is closed; null for nothing.
  private @Nullable Runnable atEnd;

  /// @param number among the connections of the engine, from 1
  /// @param traffic the sum of all connections
  ConnectionFacts(Socket socket, long number, Traffic traffic) {
    this.socket = socket;
    this.transport = new PlainTransport(socket);
    this.number = number;
    this.traffic = traffic;
  }

  /// For the holder of the input.
  final void countReceived(int count) {
    bytesReceived += count;
    traffic.received(count);
  }

  /// For the writer.
  final void countSent(long count) {
    bytesSent += count;
    traffic.sent(count);
  }

  /// The number among the connections of the engine, from 1.
  public final long number() {
    return number;
  }

  /// Counts one more request. For the holder of the input.
  ///
  /// @return its number, from 1
  public final int nextRequest() {
    requests++;
    return requests;
  }

  /// When the connection was accepted: [Clock#real()].
  public final long openedAt() {
    return openedAt;
  }

  /// How many bytes have come.
  public final long bytesReceived() {
    return bytesReceived;
  }

  /// How many bytes the operating system has taken.
  public final long bytesSent() {
    return bytesSent;
  }

  /// How many bytes the socket has taken, with those of TLS itself: only this says whether a client
  /// reads. For the writer.
  public final long bytesTaken() {
    TlsTransport tls = tls();
    return tls == null ? bytesSent() : tls.taken();
  }

  /// What encrypts the bytes; null if they are moved as they are.
  public final @Nullable TlsTransport tls() {
    return transport.tls();
  }

  /// The addresses of both ends.
  public final Endpoints endpoints() {
    Endpoints known = ends;
    return known == null ? Endpoints.of(socket) : known;
  }

  /// The address of the client.
  public final SocketAddress remote() {
    Endpoints known = ends;
    return known == null ? socket.remoteAddress() : known.remote();
  }

  /// Sets the addresses. For the driver, before another thread knows the connection.
  public final void ends(Endpoints better) {
    ends = better;
  }

  /// Has something done when the connection is closed. For the driver, once.
  final void atEnd(Runnable action) {
    atEnd = action;
  }

  /// The connection is closed, or was never served. For the driver.
  final void end() {
    Runnable action = atEnd;
    if (action != null) {
      atEnd = null;
      action.run();
    }
  }
}
