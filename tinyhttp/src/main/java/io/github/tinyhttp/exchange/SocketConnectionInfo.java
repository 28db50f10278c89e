package io.github.tinyhttp.exchange;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Endpoints;
import io.github.tinyhttp.tls.TlsSession;
import io.github.tinyhttp.wire.TlsTransport;
import java.util.Optional;

/// A connection of the engine, as applications may ask about it.
///
/// @param io the connection
public record SocketConnectionInfo(Connection io) implements ConnectionInfo {
  @Override
  public Endpoints endpoints() {
    return io.endpoints();
  }

  @Override
  public Optional<TlsSession> tls() {
    return Optional.ofNullable(io.tls()).map(SocketConnectionInfo::session);
  }

  private static TlsSession session(TlsTransport tls) {
    return new TlsSession(
        tls.session().getProtocol(),
        tls.session().getCipherSuite(),
        tls.peerCertificates(),
        tls.serverName(),
        tls.applicationProtocol());
  }

  @Override
  public long number() {
    return io.number();
  }

  @Override
  public long openedAt() {
    return io.openedAt();
  }

  @Override
  public String protocol() {
    return io.protocolName();
  }

  @Override
  public long bytesReceived() {
    return io.bytesReceived();
  }

  @Override
  public long bytesSent() {
    return io.bytesSent();
  }

  @Override
  public long nextRequest() {
    return io.nextRequest();
  }

  @Override
  public boolean isSecure() {
    return io.tls() != null;
  }

  @Override
  public boolean isOpen() {
    return !io.isClosed();
  }

  @Override
  public void abort() {
    io.abort();
  }
}
