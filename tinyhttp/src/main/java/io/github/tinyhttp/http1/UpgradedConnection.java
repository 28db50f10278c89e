package io.github.tinyhttp.http1;

import io.github.tinyhttp.content.BlockInputStream;
import io.github.tinyhttp.content.BlockOutputStream;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.SwitchedConnection;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The bytes of a connection that has left HTTP. The engine sees it in the place of the
/// [Http1Connection], of which nothing is kept.
///
/// The application holds the input, except while a task waits for bytes: then the loop does.
final class UpgradedConnection implements SwitchedConnection, Protocol {
  private final String protocol;
  private final Connection io;
  private final Dispatcher dispatcher;

  /// Bytes that came before a read asked for them, behind the request or while a task waited; null
  /// once it is read. Of the input's holder.
  private @Nullable InputBuffer early;

  /// How reading or writing has failed for the application, if it has.
  private volatile @Nullable IOException failure;

  /// How reading has failed while a task waited. Of the input's holder.
  private @Nullable IOException broken;

  /// The task that waits for bytes. The thread that takes it out runs it.
  private final AtomicReference<@Nullable Runnable> reader = new AtomicReference<>();

  /// What waits for the end of the server.
  private final AtomicReference<@Nullable Runnable> shutdown = new AtomicReference<>();

  /// Keeps the writes of several threads apart.
  private final ReentrantLock writing = new ReentrantLock();

  /// When the task that waits is run although nothing came.
  private volatile long patience = Clock.NEVER;

  private volatile long readTimeout = Clock.NEVER;
  private volatile long writeTimeout = Clock.NEVER;

  /// @param early what the client sent behind its request
  UpgradedConnection(
      String protocol, Connection io, Dispatcher dispatcher, @Nullable InputBuffer early) {
    this.protocol = protocol;
    this.io = io;
    this.dispatcher = dispatcher;
    this.early = early == null || early.isEmpty() ? null : early;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  // ---- reading

  @Override
  public InputStream input() {
    return new Input();
  }

  @Override
  public int tryRead(ByteBuffer into) throws IOException {
    try {
      return readSome(into);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private IOException failed(IOException cause) {
    failure = cause;
    return cause;
  }

  @Override
  public boolean hasFailedBy(Throwable cause) {
    return cause.equals(failure);
  }

  private int readSome(ByteBuffer into) throws IOException {
    if (reader.get() != null) {
      throw new IllegalStateException("a task waits for what is to be read");
    }
    InputBuffer first = early;
    if (first == null || !into.hasRemaining()) {
      if (broken != null) {
        throw broken;
      }
      return io.read(into);
    }
    int count = Math.min(first.size(), into.remaining());
    into.put(first.bytes, first.start, count);
    first.start += count;
    early = first.isEmpty() ? null : first;
    return count;
  }

  private int read(ByteBuffer into) throws IOException {
    try {
      boolean inTime = true;
      while (true) {
        int count = readSome(into);
        if (count != 0 || !into.hasRemaining()) {
          return count;
        }
        if (!inTime) {
          throw new SocketTimeoutException("the client sends nothing");
        }
        inTime = io.awaitReadable(readTimeout);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void whenReadable(Runnable task) {
    if (!reader.compareAndSet(null, task)) {
      throw new IllegalStateException("another task waits for what is to be read");
    }
    if (early != null) {
      runReader();
      return;
    }
    patience = Clock.after(Clock.now(), readTimeout);
    io.deadline(patience);
    io.giveBackFromAnyThread();
    if (io.isClosed()) {
      runReader(); // closed() may have looked before there was a task
    }
  }

  private void runReader() {
    start(reader.getAndSet(null));
  }

  private void start(@Nullable Runnable task) {
    if (task != null) {
      dispatcher.start("tinyhttp-upgrade", task);
    }
  }

  // ---- writing

  @Override
  public OutputStream output() {
    return new Output();
  }

  private void write(ByteBuffer from) throws IOException {
    writing.lock();
    try {
      boolean inTime = true;
      int before = from.remaining();
      while (!io.write(from)) {
        if (!inTime && from.remaining() == before) {
          throw new SocketTimeoutException("the client does not read");
        }
        before = from.remaining();
        inTime = io.awaitWritable(writeTimeout);
      }
    } catch (IOException e) {
      throw failed(e);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    io.shutdownOutput();
  }

  // ---- both

  @Override
  public ByteChannel channel() {
    return new Channel();
  }

  @Override
  public void readTimeout(Duration time) {
    readTimeout = nanos(time);
  }

  @Override
  public void writeTimeout(Duration time) {
    writeTimeout = nanos(time);
  }

  @Override
  public void closeAfter(Duration time) {
    io.outputDeadline(Clock.after(Clock.now(), nanos(time)));
  }

  private static long nanos(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a time cannot be " + time);
    }
    return time.isZero() || time.compareTo(Duration.ofDays(366)) > 0 ? Clock.NEVER : time.toNanos();
  }

  @Override
  public void onShutdown(Runnable task) {
    shutdown.set(task);
    if (dispatcher.isDraining()) {
      start(shutdown.getAndSet(null));
    }
  }

  @Override
  public boolean isOpen() {
    return !io.isClosed();
  }

  @Override
  public void close() {
    io.close();
  }

  // ---- the engine calls

  /// Looks what there is, because there may be nothing: what the selector has said can be older
  /// than the last read, and half a record of TLS is nothing yet.
  @Override
  public void readable(Driver driver) {
    try {
      ByteBuffer buffer = driver.io().clear();
      int count = io.read(buffer);
      if (count == 0) {
        return;
      }
      if (count > 0) {
        var some = new InputBuffer(count);
        some.refill(buffer.flip());
        early = some;
      }
    } catch (IOException e) {
      broken = e;
    }
    wake(driver);
  }

  private void wake(Driver driver) {
    io.hold();
    io.deadline(Clock.NEVER);
    runReader();
    driver.yieldBeforePoll();
  }

  @Override
  public void writable(Driver driver) {
    // the thread that waited has given up
  }

  @Override
  public void expired(Driver driver, long now) {
    if (io.isHeldByLoop() && now >= patience) {
      wake(driver);
    } else if (io.isHeldByLoop()) {
      io.deadline(patience); // the one that has passed was set for HTTP
    }
  }

  @Override
  public void drain(Driver driver, long until) {
    start(shutdown.getAndSet(null));
  }

  @Override
  public void closed() {
    try {
      runReader();
    } catch (RuntimeException | Error e) {
      Log.write(Level.ERROR, "cannot tell that a connection is closed", e);
    }
    dispatcher.events().disconnected(io.remote());
  }

  @Override
  public String toString() {
    return "Upgrade[" + protocol + " " + io.remote() + "]";
  }

  private final class Input extends BlockInputStream {
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      return length == 0 ? 0 : UpgradedConnection.this.read(ByteBuffer.wrap(into, offset, length));
    }
  }

  private final class Output extends BlockOutputStream {
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      UpgradedConnection.this.write(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
      shutdownOutput();
    }
  }

  private final class Channel implements ByteChannel {
    @Override
    public int read(ByteBuffer into) throws IOException {
      return UpgradedConnection.this.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      int count = from.remaining();
      UpgradedConnection.this.write(from);
      return count;
    }

    @Override
    public boolean isOpen() {
      return UpgradedConnection.this.isOpen();
    }

    @Override
    public void close() {
      UpgradedConnection.this.close();
    }
  }
}
