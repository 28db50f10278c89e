package io.github.tinyhttp.http2;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What goes to the client of a tunnel.
///
/// Any thread writes, one after the other. What a receiver writes during its call on a driver is
/// collected, and leaves when the call is over, or when another driver has taken the loop.
final class TunnelOutput extends StreamOutput {
  private final Http2Stream stream;

  /// The right to write, held while its thread waits for the client.
  private final ReentrantLock writing = new ReentrantLock();

  /// How long a write waits for the client, in nanoseconds.
  private volatile long timeout = Clock.NEVER;

  /// The driver on which the receiver is called; null while there is none, or it has lost its loop.
  @GuardedBy("this")
  private @Nullable Thread collecting;

  /// Whether octets wait for the client. Of the driver.
  private boolean pending;

  /// Whether the client has taken octets since the last look. Of the driver.
  private boolean moves;

  /// When the client has taken octets last, or the first of those that wait was put in. Of the
  /// driver.
  private long movedAt;

  /// How writing has failed for the application, if it has.
  private volatile @Nullable IOException failure;

  TunnelOutput(Http2Stream stream) {
    super(ResponseForm.TUNNEL);
    this.stream = stream;
    release(); // no other response can come in place of the head
  }

  void timeout(long nanos) {
    timeout = nanos;
  }

  /// Whether this is how writing has failed.
  boolean hasFailedBy(Throwable cause) {
    return cause.equals(failure);
  }

  // ---- any thread

  /// Writes all bytes, or collects them.
  void write(ByteBuffer bytes) throws IOException {
    lock();
    try {
      while (bytes.hasRemaining()) {
        if (puts(bytes) == 0) {
          Driver.beforeBlocking();
          awaitRoom();
        }
      }
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      writing.unlock();
    }
  }

  private void lock() {
    if (!writing.tryLock()) {
      Driver.beforeBlocking();
      writing.lock();
    }
  }

  private int puts(ByteBuffer bytes) throws IOException {
    boolean collects;
    int count;
    synchronized (this) {
      count = put(bytes);
      collects = isCollecting() && !bytes.hasRemaining();
    }
    if (!collects) {
      stream.signal(Http2Stream.CONTENT);
    }
    return count;
  }

  @GuardedBy("this")
  private boolean isCollecting() {
    return Thread.currentThread() == collecting;
  }

  /// Writes all bytes without waiting, unless as many as may wait do already.
  ///
  /// @return false if they do, or another thread is writing
  boolean tryWrite(ByteBuffer bytes) throws IOException {
    if (!writing.tryLock()) {
      return false;
    }
    boolean collects;
    try {
      synchronized (this) {
        checkOpen();
        int waiting = available();
        if (waiting > 0 && bytes.remaining() > MOST - waiting) {
          return false;
        }
        add(bytes, bytes.remaining());
        collects = isCollecting();
      }
    } finally {
      writing.unlock();
    }
    if (!collects) {
      stream.signal(Http2Stream.CONTENT);
    }
    return true;
  }

  @Override
  @GuardedBy("this")
  void checkOpen() throws IOException {
    if (isEnded()) {
      throw new ClosedChannelException();
    }
    check();
  }

  /// Lets the driver send what was collected.
  void flush() {
    stream.signal(Http2Stream.CONTENT);
  }

  /// Ends the output, behind what other threads are writing.
  void shutdown() throws IOException {
    lock();
    try {
      end(Headers.empty());
    } finally {
      writing.unlock();
    }
    flush();
  }

  /// Ends the output without waiting, unless a thread is in the middle of writing.
  ///
  /// @return whether the client gets all that was written
  boolean closes() {
    if (!writing.tryLock()) {
      return false;
    }
    try {
      end(Headers.empty());
      return true;
    } catch (IOException _) {
      return false;
    } finally {
      writing.unlock();
    }
  }

  // ---- the driver

  /// Collects what the calling driver writes from now on.
  synchronized void collect() {
    collecting = Thread.currentThread();
  }

  /// From now on nothing is collected.
  synchronized void stopCollecting() {
    collecting = null;
  }

  /// When the client is too slow if it takes nothing until then; [Clock#NEVER] if nothing waits.
  long deadline() {
    return pending ? Clock.after(movedAt, timeout) : Clock.NEVER;
  }

  /// Looks whether octets wait for the client, when all was sent that could be.
  ///
  /// @param socketMoved when the socket took bytes last that other ones waited behind
  void look(long now, long socketMoved) {
    boolean waits = available() > 0;
    if (waits && (!pending || moves)) {
      movedAt = now;
    }
    movedAt = Math.max(movedAt, socketMoved);
    pending = waits;
    moves = false;
  }

  /// An idle tunnel holds no buffer.
  @Override
  @GuardedBy("this")
  void took() {
    moves = true;
    if (available() == 0) {
      free();
    }
  }
}
