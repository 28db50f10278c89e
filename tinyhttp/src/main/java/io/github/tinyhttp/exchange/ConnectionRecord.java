package io.github.tinyhttp.exchange;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.tls.TlsSession;
import io.github.tinyhttp.wire.Clock;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Optional;

/// A connection, for those who watch.
///
/// @param info the connection
record ConnectionRecord(ConnectionInfo info) implements ConnectionEvent {
  /// The wall clock when [Clock#real()] was 0.
  @SuppressWarnings(
      "TimeInStaticInitializer") // both clocks are read at one moment, whichever it is
  private static final Instant ORIGIN = Instant.now().minusNanos(Clock.real());

  @Override
  public long number() {
    return info.number();
  }

  @Override
  public SocketAddress client() {
    return info.endpoints().remote();
  }

  @Override
  public SocketAddress local() {
    return info.endpoints().local();
  }

  @Override
  public Instant openedAt() {
    return ORIGIN.plusNanos(info.openedAt());
  }

  @Override
  public String protocol() {
    return info.protocol();
  }

  @Override
  public Optional<TlsSession> tls() {
    return info.tls();
  }

  @Override
  public long bytesReceived() {
    return info.bytesReceived();
  }

  @Override
  public long bytesSent() {
    return info.bytesSent();
  }

  @Override
  public String toString() {
    return "connection " + number() + " of " + client();
  }
}
