package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.MinimumRate;
import java.io.IOException;
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
    int before = bytes.remaining();
    while (!io.write(bytes)) {
      counting = counting == null ? rate() : counting;
      counting.moved(before - bytes.remaining());
      before = bytes.remaining();
      awaitWritable(counting);
    }
  }

  /// Waits until the socket takes bytes.
  void awaitWritable(MinimumRate counting) throws IOException {
    long start = Clock.now();
    io.awaitWritable(counting.patience());
    counting.waited(Clock.now() - start);
  }

  /// A rate to hold a client to.
  MinimumRate rate() {
    return new MinimumRate(progress);
  }
}
