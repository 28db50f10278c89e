package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// How octets get to the peer and back, without waiting.
interface Pipe {
  /// Reads what there is: how many, 0 for nothing now, -1 for the end.
  int read(ByteBuffer into) throws IOException;

  /// Writes some: how many were taken.
  int write(ByteBuffer from) throws IOException;

  /// Ends this side.
  void shutdownOutput() throws IOException;

  /// The octets as they are.
  record Plain(SocketChannel channel) implements Pipe {
    @Override
    public int read(ByteBuffer into) throws IOException {
      return channel.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return channel.write(from);
    }

    @Override
    public void shutdownOutput() throws IOException {
      channel.shutdownOutput();
    }
  }
}
