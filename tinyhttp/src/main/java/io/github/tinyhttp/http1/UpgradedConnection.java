package io.github.tinyhttp.http1;

import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/// The bytes of a connection that has left HTTP.
final class UpgradedConnection implements Upgrade {
  private final String protocol;
  private final Connection io;
  private final Input input;
  private final OutputStream output = new Output();

  /// @param early what the client sent behind its request
  UpgradedConnection(String protocol, Connection io, Window early) {
    this.protocol = protocol;
    this.io = io;
    this.input = new Input(early);
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public InputStream input() {
    return input;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public void close() {
    io.close();
  }

  private final class Input extends InputStream {
    private final Window early;

    Input(Window early) {
      this.early = early;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      if (length == 0) {
        return 0;
      }
      if (!early.isEmpty()) {
        int count = Math.min(early.size(), length);
        System.arraycopy(early.bytes, early.start, into, offset, count);
        early.start += count;
        return count;
      }
      while (true) {
        int count = io.read(ByteBuffer.wrap(into, offset, length));
        if (count != 0) {
          return count;
        }
        io.awaitReadable(Clock.NEVER);
      }
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (!io.write(buffer)) {
        io.awaitWritable(Clock.NEVER);
      }
    }
  }
}
