package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.InputBuffer;
import org.jspecify.annotations.Nullable;

/// The rest of a body that the application did not read: passed over within a bound, so that the
/// next request is found where it begins; beyond the bound the connection is closed instead.
final class SkipPhase implements Phase {
  /// The most bytes that are skipped rather than closing the connection.
  static final int MOST = 256 << 10;

  private static final int SCRATCH = 8 << 10;

  private final Http1Connection connection;
  private final BodyDecoder decoder;
  private long skipped;

  SkipPhase(Http1Connection connection, BodyDecoder decoder) {
    this.connection = connection;
    this.decoder = decoder;
  }

  @Override
  public @Nullable PipelinedCarrier take(InputBuffer input) throws PeerFault {
    byte[] scratch = new byte[SCRATCH];
    int before = input.size();
    while (decoder.decode(input, scratch, 0, scratch.length) > 0) {
      // thrown away
    }
    skipped += before - input.size();
    if (decoder.isFinished()) {
      connection.enterRequests();
    } else if (skipped > MOST) {
      connection.end().linger();
    }
    return null;
  }

  @Override
  public void awaitMore(InputBuffer input) {
    // the deadline for the whole rest was set when the response was written
  }

  @Override
  public void ended() {
    connection.io().close(); // in the middle of a body: the client is gone
  }

  @Override
  public void expired(Driver driver, long now) {
    connection.io().close();
  }

  @Override
  public void refused(Driver driver, Rule rule) {
    connection.end().linger(); // the request has its one response; the next cannot be found
  }

  @Override
  public String toString() {
    return "skipping a body";
  }
}
