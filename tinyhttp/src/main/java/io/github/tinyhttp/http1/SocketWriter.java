package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.MinimumRate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes to one socket, for the thread that writes its responses at the time: what the socket does
/// not take at once is left to the loop, or waited for. A client has to keep up a pace in both
/// cases.
final class SocketWriter implements WriteBatch.Target {
  private final Connection io;
  private final long progress;
  private List<ByteBuffer> unsent = List.of();
  private @Nullable MinimumRate pace;
  private long waitingSince;

  /// @param progress how long a client may take between two bytes, in nanoseconds
  SocketWriter(Connection io, long progress) {
    this.io = io;
    this.progress = progress;
  }

  Connection io() {
    return io;
  }

  @Override
  public void handedOver(WriteBatch batch) {
    batch.flushSome(io);
  }

  /// Writes all of it, or leaves to the loop what the socket does not take now.
  ///
  /// @return whether all of it is with the operating system
  boolean write(List<ByteBuffer> buffers) throws IOException {
    for (ByteBuffer one : buffers) {
      if (!io.write(one)) {
        leaveToLoop(buffers);
        return false;
      }
    }
    return true;
  }

  /// Leaves what is remaining in the buffers to the loop.
  void leaveToLoop(List<ByteBuffer> buffers) {
    unsent = buffers;
    MinimumRate counting = pace();
    pace = counting;
    waitingSince = Clock.now();
    io.outputDeadline(Clock.after(waitingSince, counting.patience()));
    io.whenWritable();
  }

  /// Whether the loop has anything to write.
  boolean isWaiting() {
    return !unsent.isEmpty();
  }

  /// The socket takes bytes again; for the loop.
  ///
  /// @return whether all is with the operating system now
  boolean goOn() throws IOException {
    MinimumRate counting = pace == null ? pace() : pace;
    long now = Clock.now();
    counting.waited(now - waitingSince);
    waitingSince = now;
    for (ByteBuffer one : unsent) {
      int before = one.remaining();
      boolean all = io.write(one);
      counting.moved(before - one.remaining());
      if (!all) {
        io.outputDeadline(Clock.after(now, counting.patience()));
        io.whenWritable();
        return false;
      }
    }
    unsent = List.of();
    pace = null;
    io.outputDeadline(Clock.NEVER);
    return true;
  }

  /// Writes all of it, waiting for the client where need be.
  void writeFully(ByteBuffer bytes) throws IOException {
    MinimumRate counting = null;
    int before = bytes.remaining();
    while (!io.write(bytes)) {
      counting = counting == null ? pace() : counting;
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

  /// A pace to hold a client to.
  MinimumRate pace() {
    return new MinimumRate(progress);
  }
}
