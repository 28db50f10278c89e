package io.github.tinyhttp.testing;

import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.SessionEndEvent;
import io.github.tinyhttp.exchange.SwitchedConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Another protocol with a client in memory: the client has sent all it ever will, takes everything
/// at once, and no time passes.
final class MemoryUpgrade implements SwitchedConnection {
  private final String protocol;
  private final ByteBuffer received;
  private final ClientSide client;
  private final AtomicBoolean receiving = new AtomicBoolean();

  /// Opens when the input is resumed; null while it is not paused.
  private volatile @Nullable CountDownLatch paused;

  private volatile boolean outputOpen = true;
  private volatile boolean open = true;

  MemoryUpgrade(String protocol, byte[] input, ClientSide client) {
    this.protocol = protocol;
    this.received = ByteBuffer.wrap(input);
    this.client = client;
  }

  // ---- no listener watches a request in memory

  @Override
  public void tellReceived(MessageEvent.Kind kind, long bytes) {}

  @Override
  public void tellSent(MessageEvent.Kind kind, long bytes) {}

  @Override
  public void tellEnd(int code, String reason, SessionEndEvent.ClosedBy closedBy) {}

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
    return new InputStream() {
      @Override
      public int read() throws IOException {
        checkOpen();
        return received.hasRemaining() ? received.get() & 0xFF : -1;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        checkOpen();
        int count = Math.min(length, received.remaining());
        received.get(into, offset, count);
        return count == 0 && length > 0 ? -1 : count;
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
  public boolean tryWrite(ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      channel().write(from);
    }
    return true;
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
  public void receive(Receiver receiver) {
    if (!receiving.compareAndSet(false, true)) {
      throw new IllegalStateException("there is a receiver already");
    }
    start(() -> callReceiver(receiver));
  }

  private void callReceiver(Receiver receiver) {
    Throwable end = new ClosedChannelException();
    try {
      for (boolean more = received.hasRemaining(); more; ) {
        receiver.received(received);
        more = awaitResumed() && received.hasRemaining();
      }
      receiver.ended();
    } catch (Throwable e) {
      end = e;
    }
    close();
    receiver.closed(end);
  }

  /// Waits until the input is the receiver's again.
  ///
  /// @return whether it was not
  private boolean awaitResumed() throws InterruptedException {
    CountDownLatch waiting = paused;
    if (waiting == null) {
      return false;
    }
    waiting.await();
    paused = null;
    return true;
  }

  @Override
  public void pause() {
    paused = new CountDownLatch(1);
  }

  @Override
  public void resume() {
    CountDownLatch waiting = paused;
    if (waiting == null) {
      throw new IllegalStateException("the input is not paused");
    }
    waiting.countDown();
  }

  @Override
  public void readTimeout(Duration time) {}

  @Override
  public void writeTimeout(Duration time) {}

  @Override
  public void closeAfter(Duration time) {}

  @Override
  public void start(Runnable task) {
    Thread.ofVirtual().start(task);
  }

  @Override
  public void holdsInput(long bytes) {}

  @Override
  public void holdsOutput(long bytes) {}

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
