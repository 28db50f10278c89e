package io.github.tinyhttp.testing;

import io.github.tinyhttp.engine.Endpoints;
import io.github.tinyhttp.exchange.ConnectionInfo;
import io.github.tinyhttp.tls.TlsSession;
import java.util.Optional;

/// The connection that a request made by hand pretends to come over. It is open as long as its
/// client is there.
record MemoryConnection(Endpoints endpoints, Optional<TlsSession> tls, ClientSide client)
    implements ConnectionInfo {
  @Override
  public long number() {
    return 1;
  }

  @Override
  public long openedAt() {
    return 0;
  }

  @Override
  public String protocol() {
    return "HTTP/1.1";
  }

  @Override
  public long bytesReceived() {
    return 0; // no bytes are read
  }

  @Override
  public long bytesSent() {
    return 0; // nor written
  }

  @Override
  public long nextRequest() {
    return 1;
  }

  @Override
  public boolean isSecure() {
    return tls.isPresent();
  }

  @Override
  public boolean isOpen() {
    return !client.isGone();
  }
}
