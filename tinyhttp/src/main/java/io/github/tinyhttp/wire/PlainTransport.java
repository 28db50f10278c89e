package io.github.tinyhttp.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Bytes as they are. This transport keeps none: what the socket does not take stays with the
/// caller.
public final class PlainTransport implements Transport {
  private static final int MAX_HEAP_WRITE = 256 << 10;

  private final Socket socket;

  public PlainTransport(Socket socket) {
    this.socket = socket;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return socket.read(into);
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
        // The JDK copies a heap buffer to native memory of its own, all that it is offered at once.
        from.limit(from.isDirect() ? end : Math.min(end, from.position() + MAX_HEAP_WRITE));
        if (socket.write(from) == 0) {
          return false;
        }
      }
    } finally {
      from.limit(end);
    }
    return true;
  }

  @Override
  public long write(FileChannel file, long position, long count) throws IOException {
    return socket.send(file, position, count);
  }

  @Override
  public boolean hasPendingControl() {
    return false;
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void abort() {
    socket.resetAtClose();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
