package io.github.tinyhttp.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes that are collected for one connection, to leave in one write.
///
/// The thread that fills a batch needs no lock. While a handler runs on it, other threads may empty
/// the batch: the driver that takes the loop over, so that finished bytes do not wait for a handler
/// that blocks, or a thread that writes in place of that handler. They use the methods that
/// synchronize, and so does the filling thread once it has lost its loop.
public final class WriteBatch {
  /// What the bytes of a batch are for.
  public interface Target {
    /// Writes the bytes as far as the socket takes them now. For the driver that has taken the loop
    /// over from the driver of this batch, while a handler still runs there.
    void handedOver(WriteBatch batch);
  }

  private static final ByteBuffer NO_BUFFER = ByteBuffer.allocate(0);
  private static final byte[] NO_BYTES = {};

  /// The largest array that a batch keeps while it is empty.
  private static final int MOST_KEPT = 64 << 10;

  private final ByteBuffer io;
  private byte[] bytes;
  private int start;
  private int end;
  private @Nullable Target target;

  WriteBatch(int capacity, ByteBuffer io) {
    this.bytes = new byte[capacity];
    this.io = io;
  }

  /// Makes a batch for a thread that is not a driver.
  public WriteBatch(int capacity) {
    this(capacity, NO_BUFFER);
  }

  /// Whether the batch has no bytes.
  public boolean isEmpty() {
    return start == end;
  }

  /// The number of bytes.
  public int size() {
    return end - start;
  }

  /// Makes room for `count` bytes.
  ///
  /// @return the array that has the room, from index [#end()] on
  public byte[] room(int count) {
    if (bytes.length - end < count) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(end, count), 2 * bytes.length));
    }
    return bytes;
  }

  /// The index of the next byte in the array of [#room(int)].
  public int end() {
    return end;
  }

  /// Adds the bytes that the caller has put into the array of [#room(int)], up to index `newEnd`.
  public void end(int newEnd) {
    end = newEnd;
  }

  /// Adds bytes.
  public void put(byte[] more) {
    put(more, 0, more.length);
  }

  /// Adds bytes of an array.
  public void put(byte[] more, int offset, int count) {
    System.arraycopy(more, offset, room(count), end, count);
    end += count;
  }

  /// Sets what the bytes are for, before other threads may empty the batch.
  public void setTarget(Target other) {
    target = other;
  }

  /// Writes the bytes through the driver's direct buffer, and empties the batch. For the driver.
  ///
  /// @return the bytes that the socket did not take; null if it took all
  public @Nullable ByteBuffer flush(Connection connection) throws IOException {
    if (start == end) {
      return null;
    }
    try {
      while (start < end) {
        int count = Math.min(io.capacity(), end - start);
        io.clear().put(bytes, start, count).flip();
        boolean all = connection.write(io);
        start += count - io.remaining();
        if (!all) {
          return ByteBuffer.wrap(take());
        }
      }
      return null;
    } finally {
      start = 0;
      end = 0; // also if the write has failed: the next connection must not get these bytes
    }
  }

  /// Drops the bytes.
  public synchronized void discard() {
    start = 0;
    end = 0;
  }

  /// Has the target write what the driver of this batch has collected. For the driver that has
  /// taken the loop over.
  void flushForPredecessor() {
    Target known = target;
    if (known != null) {
      known.handedOver(this);
    }
  }

  /// Writes as much as the socket takes now. For any thread.
  public synchronized void flushSome(Connection connection) {
    if (isEmpty()) {
      return;
    }
    try {
      var rest = ByteBuffer.wrap(bytes, start, end - start);
      connection.write(rest);
      start = rest.position();
    } catch (IOException _) {
      // the next write of the connection fails, too
    }
  }

  /// Empties the batch. For the thread that fills it.
  ///
  /// @return the bytes, valid until more are added
  public ByteBuffer lend() {
    var lent = ByteBuffer.wrap(bytes, start, end - start);
    start = 0;
    end = 0;
    return lent;
  }

  /// Empties the batch. For the thread that fills it. An array that has grown for large content
  /// goes with it, so that a stream which is quiet afterwards does not hold it.
  ///
  /// @return the bytes, which are the caller's
  public synchronized ByteBuffer pass() {
    if (bytes.length <= MOST_KEPT) {
      return ByteBuffer.wrap(take());
    }
    var passed = ByteBuffer.wrap(bytes, start, end - start);
    bytes = NO_BYTES;
    discard();
    return passed;
  }

  /// Empties the batch. For any thread.
  ///
  /// @return a copy of the bytes
  public synchronized byte[] take() {
    byte[] taken = Arrays.copyOfRange(bytes, start, end);
    discard();
    return taken;
  }
}
