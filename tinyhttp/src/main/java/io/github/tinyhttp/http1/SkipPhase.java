package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.InputBuffer;
import org.jspecify.annotations.Nullable;

/// The rest of a body that the application did not read: passed over within bounds, so that the
/// next request is found where it begins; beyond the bounds the connection ends instead.
final class SkipPhase implements Phase {
  /// The most bytes that are passed over, if it is known before how many they are.
  static final int MOST = 256 << 10;

  private static final int SCRATCH = 8 << 10;

  private final Http1Connection connection;
  private final BodyDecoder decoder;
  private final DiscardBounds bounds;

  SkipPhase(Http1Connection connection, BodyDecoder decoder) {
    this.connection = connection;
    this.decoder = decoder;
    this.bounds = new DiscardBounds(connection.http().dispatcher().deadlines());
  }

  /// The response has left: the client's time begins.
  void begin() {
    bounds.begin();
    connection.io().deadline(bounds.deadline());
  }

  @Override
  public @Nullable PipelinedCarrier take(InputBuffer input) throws PeerFault {
    byte[] scratch = new byte[SCRATCH];
    int before = input.size();
    while (decoder.decode(input, scratch, 0, scratch.length) > 0) {
      // thrown away
    }
    boolean more = bounds.allowMoreThan(before - input.size());
    if (decoder.isFinished()) {
      connection.enterRequests();
    } else if (!more) {
      connection.end().linger(bounds);
    }
    return null;
  }

  @Override
  public void awaitMore(InputBuffer input) {
    connection.io().deadline(bounds.deadline());
  }

  @Override
  public void ended() {
    connection.io().close(); // in the middle of a body: the client is gone
  }

  @Override
  public void expired(Driver driver, long now) {
    if (bounds.areOver(now)) {
      connection.io().close();
    } else {
      connection.end().linger(bounds);
    }
  }

  @Override
  public void refused(Driver driver, Rule rule) {
    connection.http().tellRefused(connection.io(), rule);
    connection.end().linger(bounds); // the request has its one response; the next cannot be found
  }

  @Override
  public String toString() {
    return "skipping a body";
  }
}
