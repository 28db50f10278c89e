package io.github.tinyhttp.wire;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;

/// Bytes as they are. It keeps nothing: what the socket does not take stays with the caller.
public final class PlainTransport implements Transport {
  private static final int MOST_AT_ONCE = 256 << 10;

  private final SocketChannel channel;

  /// @param channel does not block
  public PlainTransport(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public boolean hasInput() {
    return false;
  }

  @Override
  public boolean write(ByteBuffer from) throws IOException {
    int end = from.limit();
    try {
      while (from.position() < end) {
        // The JDK copies what is on the heap to memory of its own, all that it is offered at once.
        from.limit(from.isDirect() ? end : Math.min(end, from.position() + MOST_AT_ONCE));
        if (channel.write(from) == 0) {
          return false;
        }
      }
    } finally {
      from.limit(end);
    }
    return true;
  }

  /// The bytes are not copied here.
  @Override
  public long write(FileChannel file, long position, long count) throws IOException {
    return file.transferTo(position, count, channel);
  }

  @Override
  public boolean owes() {
    return false;
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /// Makes it a reset.
  @Override
  public void abort() {
    resetAtClose(channel);
  }

  static void resetAtClose(SocketChannel channel) {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | UnsupportedOperationException _) {
      // closed already, or a socket that knows no reset
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
