package io.github.tinyhttp.testing;

import io.github.tinyhttp.exchange.SwitchedConnection;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Another protocol with a client in memory: the client has sent all it ever will, takes everything
/// at once, and no time passes.
final class MemoryUpgrade implements SwitchedConnection {
  private final String protocol;
  private final ByteArrayInputStream received;
  private final ClientSide client;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private volatile boolean outputOpen = true;
  private volatile boolean open = true;

  MemoryUpgrade(String protocol, byte[] input, ClientSide client) {
    this.protocol = protocol;
    this.received = new ByteArrayInputStream(input);
    this.client = client;
  }

  private void checkOpen() throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public InputStream input() {
    return new FilterInputStream(received) {
      @Override
      public int read() throws IOException {
        checkOpen();
        return received.read();
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        checkOpen();
        return received.read(into, offset, length);
      }
    };
  }

  @Override
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        checkOpen();
        if (!outputOpen) {
          throw new ClosedChannelException();
        }
        client.switched(bytes, offset, length);
      }

      @Override
      public void close() {
        shutdownOutput();
      }
    };
  }

  @Override
  public ByteChannel channel() {
    var in = Channels.newChannel(input());
    var out = Channels.newChannel(output());
    return new ByteChannel() {
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
        return open;
      }

      @Override
      public void close() {
        MemoryUpgrade.this.close();
      }
    };
  }

  @Override
  public int tryRead(ByteBuffer into) throws IOException {
    if (waiting.get()) {
      throw new IllegalStateException("a task waits for input");
    }
    checkOpen();
    byte[] bytes = received.readNBytes(into.remaining());
    into.put(bytes);
    return bytes.length == 0 && into.hasRemaining() ? -1 : bytes.length;
  }

  @Override
  public void whenReadable(Runnable task) {
    if (!waiting.compareAndSet(false, true)) {
      throw new IllegalStateException("a task waits for input already");
    }
    Thread.ofVirtual()
        .start(
            () -> {
              waiting.set(false);
              task.run();
            });
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
  public void shutdownOutput() {
    outputOpen = false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }

  @Override
  public boolean hasFailedBy(Throwable cause) {
    return false; // a test wants to see what its handler throws
  }
}
