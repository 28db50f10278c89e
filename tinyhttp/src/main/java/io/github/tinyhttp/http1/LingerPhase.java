package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import org.jspecify.annotations.Nullable;

/// The last response is out and our side is shut down. What the client still sends is read and
/// thrown away within bounds: bytes left unread at the close would make the system send a reset,
/// and a reset can take the response from a client that has not read it yet (RFC 9112 §9.6).
final class LingerPhase implements Phase {
  private final Http1Connection connection;
  private final DiscardBounds bounds;

  /// When the last bytes came, or our side was shut down.
  private long since = Clock.now();

  LingerPhase(Http1Connection connection, DiscardBounds bounds) {
    this.connection = connection;
    this.bounds = bounds;
  }

  @Override
  public @Nullable PipelinedCarrier take(InputBuffer input) {
    int count = input.size();
    input.start = input.end;
    since = Clock.now();
    if (!bounds.allowMoreThan(count)) {
      connection.io().close();
    }
    return null;
  }

  @Override
  public void awaitMore(InputBuffer input) {
    connection.io().deadline(bounds.deadline());
  }

  @Override
  public long lingersSince() {
    return since;
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
    connection.http().tellRefused(connection.io(), rule);
    connection.io().close();
  }

  @Override
  public String toString() {
    return "lingering";
  }
}
