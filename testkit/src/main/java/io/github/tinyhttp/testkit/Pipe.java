package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Carries octets to the peer and back, without waiting.
interface Pipe {
  /// Reads the octets that have arrived.
  ///
  /// @return the number of octets, 0 if none has arrived, or -1 at the end
  int read(ByteBuffer into) throws IOException;

  /// Writes as many octets as the socket accepts.
  ///
  /// @return the number of octets written
  int write(ByteBuffer from) throws IOException;

  /// Ends this side.
  void shutdownOutput() throws IOException;

  /// A pipe without encryption.
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
