package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.InputBuffer;
import org.jspecify.annotations.Nullable;

/// The last response is out and our side is shut down. What the client still sends is read and
/// thrown away for a while: bytes left unread at the close would make the system send a reset, and
/// a reset can take the response from a client that has not read it yet (RFC 9112 §9.6).
final class LingerPhase implements Phase {
  private static final long MOST = 16 << 20;

  private final Http1Connection connection;
  private long discarded;

  LingerPhase(Http1Connection connection) {
    this.connection = connection;
  }

  @Override
  public @Nullable PipelinedCarrier take(InputBuffer input) {
    discarded += input.size();
    input.start = input.end;
    if (discarded > MOST) {
      connection.io().close();
    }
    return null;
  }

  @Override
  public void awaitMore(InputBuffer input) {
    // the deadline for all of it was set when the phase began
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

  @Override
  public String toString() {
    return "lingering";
  }
}
