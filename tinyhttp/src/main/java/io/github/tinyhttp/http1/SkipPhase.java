package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;

/// The rest of a body nobody wanted: passed over within a bound, so that the next request is found
/// where it begins; beyond the bound the connection is closed instead.
final class SkipPhase implements Phase {
  /// What is skipped rather than closing the connection.
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
  public void take(Driver driver, InputBuffer input) throws PeerFault, IOException {
    byte[] scratch = new byte[SCRATCH];
    int before = input.size();
    while (decoder.decode(input, scratch, 0, scratch.length) > 0) {
      // thrown away
    }
    skipped += before - input.size();
    if (decoder.isFinished()) {
      connection.enterHeads().take(driver, input);
    } else if (skipped > MOST) {
      connection.linger();
    } else {
      connection.keep(driver, input);
    }
  }

  @Override
  public void ended() {
    connection.io().close(); // in the middle of a body: there is nobody to talk to
  }

  @Override
  public void expired(Driver driver, long now) {
    connection.io().close();
  }

  @Override
  public void refused(Driver driver, Rule rule) {
    connection.linger(); // the request has its one answer; where the next begins, nobody knows
  }
}
