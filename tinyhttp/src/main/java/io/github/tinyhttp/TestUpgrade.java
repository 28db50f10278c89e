package io.github.tinyhttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// What a [TestRequest] is upgraded to: the client has sent all it ever will, takes everything at
/// once, and no time passes.
record TestUpgrade(String protocol, InputStream input, OutputStream output, AtomicBoolean open)
    implements Upgrade {
  TestUpgrade(String protocol, InputStream input, OutputStream output) {
    this(protocol, input, output, new AtomicBoolean(true));
  }

  @Override
  public ByteChannel channel() {
    return new TestChannel(this, Channels.newChannel(input), Channels.newChannel(output));
  }

  @Override
  public int tryRead(ByteBuffer into) throws IOException {
    byte[] bytes = input.readNBytes(into.remaining());
    into.put(bytes);
    return bytes.length == 0 && into.hasRemaining() ? -1 : bytes.length;
  }

  @Override
  public void whenReadable(Runnable task) {
    Thread.ofVirtual().start(task);
  }

  @Override
  public void readTimeout(Duration time) {}

  @Override
  public void writeTimeout(Duration time) {}

  @Override
  public void closeAfter(Duration time) {}

  @Override
  public void onShutdown(Runnable task) {}

  @Override
  public void shutdownOutput() {}

  @Override
  public boolean isOpen() {
    return open.get();
  }

  @Override
  public void close() {
    open.set(false);
  }

  private record TestChannel(TestUpgrade upgrade, ReadableByteChannel in, WritableByteChannel out)
      implements ByteChannel {
    @Override
    public int read(ByteBuffer into) throws IOException {
      return in.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return out.write(from);
    }

    @Override
    public boolean isOpen() {
      return upgrade.isOpen();
    }

    @Override
    public void close() {
      upgrade.close();
    }
  }
}
