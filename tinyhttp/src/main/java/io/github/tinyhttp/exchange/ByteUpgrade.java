package io.github.tinyhttp.exchange;

import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.SessionEndEvent;
import io.github.tinyhttp.content.BlockInputStream;
import io.github.tinyhttp.content.BlockOutputStream;
import io.github.tinyhttp.engine.MemoryTally;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What is the same for all bytes that have left HTTP, whether they have a connection or a stream:
/// the forms in which an application reads and writes them, and its farewell at the end of the
/// server.
public abstract class ByteUpgrade implements SwitchedConnection {
  private final Dispatcher dispatcher;
  private final UpgradedRequest from;

  private final Carrier carrier;

  /// How many bytes the application holds that the client has sent. Any thread may write and read
  /// it, and a value that is a moment old will do.
  private long heldInput;

  /// How many bytes the application holds for the client to read; otherwise as `heldInput`.
  private long heldOutput;

  /// What waits for the end of the server.
  private final AtomicReference<@Nullable Runnable> shutdown = new AtomicReference<>();

  /// @param protocol as the client has spelled it
  /// @param request what was upgraded
  protected ByteUpgrade(String protocol, Dispatcher dispatcher, ServerRequest request) {
    this.dispatcher = dispatcher;
    this.carrier = request.carrier;
    this.from = UpgradedRequest.of(request, protocol);
  }

  /// Tells those who watch that the connection, or the stream, has ended.
  protected final void tellEnded() {
    dispatcher.events().upgradeEnded(from.record());
  }

  @Override
  public final void tellReceived(MessageEvent.Kind kind, long bytes) {
    dispatcher.events().messageReceived(from, kind, bytes);
  }

  @Override
  public final void tellSent(MessageEvent.Kind kind, long bytes) {
    dispatcher.events().messageSent(from, kind, bytes);
  }

  @Override
  public final void tellEnd(int code, String reason, SessionEndEvent.ClosedBy closedBy) {
    dispatcher.events().sessionEnded(from, code, reason, closedBy);
  }

  /// Reads what has come, and waits for the first byte of it.
  ///
  /// @return how many bytes; -1 at the end
  protected abstract int read(ByteBuffer into) throws IOException;

  /// Writes all bytes, and waits for the client if need be.
  protected abstract void write(ByteBuffer from) throws IOException;

  /// Sends what was collected.
  protected abstract void flush() throws IOException;

  @Override
  public final String protocol() {
    return from.protocol();
  }

  @Override
  public final InputStream input() {
    return new BlockInputStream() {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        return length == 0 ? 0 : ByteUpgrade.this.read(ByteBuffer.wrap(into, offset, length));
      }
    };
  }

  @Override
  public final OutputStream output() {
    return new BlockOutputStream() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        ByteUpgrade.this.write(ByteBuffer.wrap(bytes, offset, length));
      }

      @Override
      public void flush() throws IOException {
        ByteUpgrade.this.flush();
      }

      @Override
      public void close() throws IOException {
        shutdownOutput();
      }
    };
  }

  @Override
  public final ByteChannel channel() {
    return new ByteChannel() {
      @Override
      public int read(ByteBuffer into) throws IOException {
        return ByteUpgrade.this.read(into);
      }

      @Override
      public int write(ByteBuffer from) throws IOException {
        int count = from.remaining();
        ByteUpgrade.this.write(from);
        return count;
      }

      @Override
      public boolean isOpen() {
        return ByteUpgrade.this.isOpen();
      }

      @Override
      public void close() throws IOException {
        ByteUpgrade.this.close();
      }
    };
  }

  @Override
  public final void start(Runnable task) {
    dispatcher.start("tinyhttp-upgrade", task, _ -> carrier.cutSwitched());
  }

  @Override
  public final void holdsInput(long bytes) {
    heldInput = bytes; // reading it has told how memory grows
  }

  @Override
  public final void holdsOutput(long bytes) {
    long more = bytes - heldOutput;
    heldOutput = bytes;
    if (more > 0) {
      grew(more);
    }
  }

  /// Memory for the client has grown by so many bytes.
  protected abstract void grew(long bytes);

  /// Adds what the application holds in memory for the client, as it says.
  protected final void tallyHeld(MemoryTally tally) {
    tally.input(heldInput);
    tally.output(heldOutput);
  }

  @Override
  public final void onShutdown(Runnable task) {
    shutdown.set(task);
    if (dispatcher.isDraining()) {
      drain();
    }
  }

  /// The server shuts down: the application says goodbye. For any thread.
  public final void drain() {
    Runnable task = shutdown.getAndSet(null);
    if (task != null) {
      start(task);
    }
  }

  /// A time that an application sets, in nanoseconds; [Clock#NEVER] for zero, and for more than a
  /// year.
  protected static long nanos(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a time cannot be " + time);
    }
    return time.isZero() || time.compareTo(Duration.ofDays(366)) > 0 ? Clock.NEVER : time.toNanos();
  }
}
