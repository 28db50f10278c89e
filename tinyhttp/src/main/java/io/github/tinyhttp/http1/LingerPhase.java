package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.InputBuffer;

/// The last answer is out and our side is shut down. What the client still sends is read and thrown
/// away for a while: bytes left unread at the close would make the system send a reset, and a reset
/// can take the answer from a client that has not read it yet (RFC 9112 §9.6).
final class LingerPhase implements Phase {
  private static final long MOST = 16 << 20;

  private final Http1Connection connection;
  private long discarded;

  LingerPhase(Http1Connection connection) {
    this.connection = connection;
  }

  @Override
  public void take(Driver driver, InputBuffer input) {
    discarded += input.size();
    input.start = input.end;
    connection.keep(driver, input);
    if (discarded > MOST) {
      connection.io().close();
    }
  }

  @Override
  public void ended() {
    connection.io().close();
  }

  @Override
  public void expired(Driver driver, long now) {
    connection.io().close();
  }

  @Override
  public void refused(Driver driver, Rule rule) {
    connection.io().close();
  }
}
