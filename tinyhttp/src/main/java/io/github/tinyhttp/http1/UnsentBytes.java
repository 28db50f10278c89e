package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.MemoryTally;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.MinimumRate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// What a socket did not take of the responses at once. The loop writes it when the client reads
/// on, for which the client has to keep up a minimum rate.
final class UnsentBytes {
  private final Connection io;
  private final List<ByteBuffer> buffers;
  private final MinimumRate rate;
  private long waitingSince = Clock.now();

  /// Leaves what is remaining in the buffers to the loop.
  UnsentBytes(Connection io, List<ByteBuffer> buffers, MinimumRate rate) {
    this.io = io;
    this.buffers = buffers;
    this.rate = rate;
  }

  /// How many bytes are left, nearly.
  long size() {
    return buffers.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  /// Adds what is held in memory. For the driver.
  @SuppressWarnings("ByteBufferBackingArray") // the whole array is held, from its first byte
  void tally(MemoryTally tally) {
    for (ByteBuffer one : buffers) {
      if (one.hasRemaining() && one.hasArray()) {
        tally.content(one.array());
      }
    }
  }

  /// Asks the loop to write, once the writer has stored this where the loop finds it.
  void await() {
    io.outputDeadline(Clock.after(waitingSince, rate.patience()));
    io.whenWritable();
  }

  /// The socket takes bytes again. On the driver.
  ///
  /// @return whether all is with the operating system now
  boolean goOn() throws IOException {
    long now = Clock.now();
    rate.waited(now - waitingSince);
    waitingSince = now;
    for (ByteBuffer one : buffers) {
      long before = io.bytesTaken();
      boolean all = io.write(one);
      rate.moved(io.bytesTaken() - before);
      if (!all) {
        await();
        return false;
      }
    }
    io.outputDeadline(Clock.NEVER);
    return true;
  }
}
