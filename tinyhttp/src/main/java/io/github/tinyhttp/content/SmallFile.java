package io.github.tinyhttp.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Optional;

/// Files that are small enough to be read before it is known whether their content is sent: then
/// their tag is made of their content.
public final class SmallFile {
  /// The largest size in bytes: as much as a connection may hold for each request in flight.
  public static final int MOST = 16 << 10;

  private SmallFile() {}

  /// All bytes of a channel, if there are as many as expected.
  ///
  /// @param size at most [#MOST]
  /// @return empty if there are more or fewer
  public static Optional<byte[]> read(ReadableByteChannel channel, long size) throws IOException {
    int expected = Math.toIntExact(size);
    var buffer = ByteBuffer.allocate(expected + 1); // a read that does not fill it has met the end
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // read on
    }
    return buffer.position() == expected
        ? Optional.of(Arrays.copyOf(buffer.array(), expected))
        : Optional.empty();
  }
}
