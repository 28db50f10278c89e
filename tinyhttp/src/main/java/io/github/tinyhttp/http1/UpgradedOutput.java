package io.github.tinyhttp.http1;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What goes to the client of a connection that has left HTTP.
///
/// Any thread writes, one after the other. What a receiver writes during its call on a driver is
/// collected in the driver's batch, and leaves in one write when the call is over. Another thread
/// that writes, and a driver that takes the loop over, send first what was collected before.
final class UpgradedOutput implements WriteBatch.Target {
  /// How far the output is from its end.
  private enum End {
    /// Bytes may be written.
    OPEN,
    /// The output ends as soon as everything is sent.
    ASKED,
    /// The client has been sent the end.
    SENT
  }

  /// How many bytes are collected before they are sent.
  private static final int ENOUGH = 64 << 10;

  private final Connection io;
  private final Dispatcher dispatcher;

  /// The right to write to the socket, held while its thread waits for the client.
  private final ReentrantLock writing = new ReentrantLock();

  /// How long a write waits for the client, in nanoseconds.
  private volatile long timeout = Clock.NEVER;

  /// The batch that collects what the receiver writes; null while no call runs on a driver.
  @GuardedBy("this")
  private @Nullable WriteBatch collecting;

  /// The thread on which the receiver is called; null while `collecting` is.
  @GuardedBy("this")
  private @Nullable Thread receiver;

  /// What was collected and is not sent, because the client or another thread was slow; null if
  /// there is nothing.
  @GuardedBy("this")
  private byte @Nullable [] unsent;

  @GuardedBy("this")
  private End end = End.OPEN;

  /// How writing has failed for the application, if it has.
  private volatile @Nullable IOException failure;

  UpgradedOutput(Connection io, Dispatcher dispatcher) {
    this.io = io;
    this.dispatcher = dispatcher;
  }

  /// How many bytes of memory wait to be sent.
  synchronized int heldBytes() {
    byte[] known = unsent;
    return known == null ? 0 : known.length;
  }

  void timeout(long nanos) {
    timeout = nanos;
  }

  // ---- any thread

  /// Writes all bytes, or collects them.
  void write(ByteBuffer bytes) throws IOException {
    if (!collects(bytes)) {
      send(bytes);
    }
  }

  private synchronized boolean collects(ByteBuffer bytes) throws IOException {
    WriteBatch batch = collecting;
    int length = bytes.remaining();
    if (batch == null || Thread.currentThread() != receiver || batch.size() + length > ENOUGH) {
      return false;
    }
    checkOpen();
    if (end != End.OPEN) {
      throw new ClosedChannelException();
    }
    bytes.get(batch.room(length), batch.end(), length);
    batch.end(batch.end() + length);
    return true;
  }

  /// Writes all bytes, behind those that were collected before.
  private void send(ByteBuffer bytes) throws IOException {
    if (!writing.tryLock()) {
      Driver.beforeBlocking();
      writing.lock();
    }
    try {
      sendLeft();
      sendFully(bytes);
    } finally {
      writing.unlock();
    }
    while (hasLeft() && writing.tryLock()) { // collected meanwhile by a call that has lost its loop
      try {
        sendLeft();
      } finally {
        writing.unlock();
      }
    }
  }

  /// Writes all bytes without waiting: the client takes them now, or a thread sends them when it
  /// does.
  ///
  /// @return false if another thread is writing
  boolean tryWrite(ByteBuffer bytes) throws IOException {
    if (collects(bytes)) {
      return true;
    }
    if (!writing.tryLock()) {
      return false;
    }
    boolean sent;
    try {
      if (!sendLeftNow()) {
        return false; // the thread that has left it sends it
      }
      checkOpen();
      sent = io.write(bytes);
      if (!sent) {
        keep(bytes);
      }
    } finally {
      writing.unlock();
    }
    if (!sent) {
      dispatcher.start("tinyhttp-upgrade", this::flushOrClose, _ -> io.abort());
    }
    return true;
  }

  /// Sends what was collected.
  void flush() throws IOException {
    send(ByteBuffer.allocate(0));
  }

  /// Ends the output, behind what was collected before.
  void shutdown() throws IOException {
    synchronized (this) {
      if (end == End.OPEN) {
        end = End.ASKED;
      }
      if (collecting != null && Thread.currentThread() == receiver) {
        return; // the end of the call sends it
      }
    }
    flush();
  }

  /// Sends what was collected as far as the client takes it now, because the connection is closed
  /// next.
  void flushBeforeClose() {
    if (hasLeft() && writing.tryLock()) {
      try {
        boolean _ = sendLeftNow();
      } catch (IOException _) {
        // the connection is closed in any case
      } finally {
        writing.unlock();
      }
    }
  }

  // ---- the thread that calls the receiver

  /// Collects what the calling driver writes from now on, because it calls the receiver.
  void beginCall(Driver driver) {
    driver.batch().setTarget(this);
    synchronized (this) {
      collecting = driver.batch();
      receiver = driver;
    }
  }

  /// Sends what was collected, as far as the client takes it now. From then on nothing is
  /// collected.
  ///
  /// @return whether all was sent; if not, [#flush()] has to follow
  boolean endCall(Driver driver) throws IOException {
    if (!writing.tryLock()) {
      return !stopsCollecting(driver.batch()); // if it has written nothing, it need not wait
    }
    try {
      return sendLeftNow(driver);
    } finally {
      writing.unlock();
    }
  }

  private boolean sendLeftNow(Driver driver) throws IOException {
    WriteBatch batch = driver.batch();
    synchronized (this) {
      if (unsent != null) {
        takeCollected(); // an earlier call has left it
      }
      collecting = null;
      receiver = null;
    }
    if (hasLeft()) {
      return sendLeftNow();
    }
    ByteBuffer rest = batch.flush(io);
    if (rest != null) {
      keep(rest);
      return false;
    }
    endIfAsked();
    return true;
  }

  @Override
  public void handedOver(WriteBatch batch) {
    boolean _ = stopsCollecting(batch);
    if (!hasLeft() || !writing.tryLock()) {
      return; // the thread that writes goes on with it
    }
    boolean sent = true;
    try {
      sent = sendLeftNow();
    } catch (IOException _) {
      io.close();
    } finally {
      writing.unlock();
    }
    if (!sent) {
      dispatcher.start("tinyhttp-upgrade", this::flushOrClose, _ -> io.abort());
    }
  }

  /// Sends what is left, and closes the connection if the client does not take it.
  void flushOrClose() {
    try {
      flush();
    } catch (IOException _) {
      io.close();
    }
  }

  /// A socket still takes bytes after the connection was closed, until the loop has closed it.
  private void checkOpen() throws ClosedChannelException {
    if (io.isClosed()) {
      throw new ClosedChannelException();
    }
  }

  // ---- what is left

  /// Moves what `batch` has collected, if it collects for this connection, to what is left.
  ///
  /// @return whether it had collected anything
  private synchronized boolean stopsCollecting(WriteBatch batch) {
    if (collecting != batch) {
      return false;
    }
    boolean some = !batch.isEmpty();
    takeCollected();
    collecting = null;
    receiver = null;
    return some;
  }

  @GuardedBy("this")
  private void takeCollected() {
    WriteBatch batch = collecting;
    if (batch != null && !batch.isEmpty()) {
      ByteBuffer more = batch.lend();
      byte[] before = unsent == null ? new byte[0] : unsent;
      byte[] all = Arrays.copyOf(before, before.length + more.remaining());
      more.get(all, before.length, more.remaining());
      unsent = all;
    }
  }

  private synchronized boolean hasLeft() {
    return unsent != null || collecting != null && !collecting.isEmpty();
  }

  private synchronized @Nullable ByteBuffer takeLeft() {
    takeCollected();
    byte[] left = unsent;
    unsent = null;
    return left == null ? null : ByteBuffer.wrap(left);
  }

  private synchronized void keep(ByteBuffer rest) {
    ByteBuffer behind = takeLeft();
    byte[] all = new byte[rest.remaining() + (behind == null ? 0 : behind.remaining())];
    int first = rest.remaining();
    rest.get(all, 0, first);
    if (behind != null) {
      behind.get(all, first, behind.remaining());
    }
    unsent = all;
  }

  private void sendLeft() throws IOException {
    ByteBuffer left = takeLeft();
    if (left != null) {
      sendFully(left);
    }
    endIfAsked();
  }

  private boolean sendLeftNow() throws IOException {
    ByteBuffer left = takeLeft();
    if (left != null && !io.write(left)) {
      keep(left);
      return false;
    }
    endIfAsked();
    return true;
  }

  private void endIfAsked() throws IOException {
    synchronized (this) {
      if (end != End.ASKED) {
        return;
      }
      end = End.SENT;
    }
    io.shutdownOutput();
  }

  private void sendFully(ByteBuffer bytes) throws IOException {
    try {
      checkOpen();
      boolean inTime = true;
      long before = io.bytesTaken();
      while (!io.write(bytes)) {
        long taken = io.bytesTaken();
        if (!inTime && taken == before) {
          throw new SocketTimeoutException("the client does not read");
        }
        before = taken;
        inTime = io.awaitWritable(timeout);
      }
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /// Whether this is how writing has failed.
  boolean hasFailedBy(Throwable cause) {
    return cause.equals(failure);
  }
}
