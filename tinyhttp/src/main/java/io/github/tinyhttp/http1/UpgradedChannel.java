package io.github.tinyhttp.http1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/// Both directions of a connection that has left HTTP, as one channel that blocks.
record UpgradedChannel(UpgradedConnection connection, UpgradedOutput output)
    implements ByteChannel {
  @Override
  public int read(ByteBuffer into) throws IOException {
    return connection.read(into);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int count = from.remaining();
    output.write(from);
    return count;
  }

  @Override
  public boolean isOpen() {
    return connection.isOpen();
  }

  @Override
  public void close() {
    connection.close();
  }
}
