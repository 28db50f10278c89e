package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.MinimumRate;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Writes to a socket for a thread that may wait for the client. The client has to keep up a
/// minimum rate meanwhile.
///
/// @param io the connection
/// @param progress how long a client may take between two bytes, in nanoseconds
record SocketWriter(Connection io, long progress) {
  /// Writes all of it, waiting for the client where need be.
  void writeFully(ByteBuffer bytes) throws IOException {
    @Nullable MinimumRate counting = null;
    long before = io.bytesTaken();
    boolean inTime = true;
    while (!io.write(bytes)) {
      counting = counting == null ? rate() : counting;
      long taken = io.bytesTaken();
      if (taken == before && !inTime) {
        throw tooSlow();
      }
      counting.moved(taken - before);
      before = taken;
      inTime = isWritableInTime(counting);
    }
  }

  /// Waits until the socket takes bytes.
  ///
  /// @return whether the client was quick enough; if not, the caller tries the socket once more
  boolean isWritableInTime(MinimumRate counting) throws IOException {
    long start = Clock.now();
    boolean inTime = io.awaitWritable(counting.patience());
    counting.waited(Clock.now() - start);
    return inTime;
  }

  /// The failure of a client that does not read what is written.
  static SocketTimeoutException tooSlow() {
    return new SocketTimeoutException("the client is too slow");
  }

  /// A rate to hold a client to.
  MinimumRate rate() {
    return new MinimumRate(progress);
  }
}
