package io.github.tinyhttp.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Answers of one connection, encoded and ready to leave in one write.
///
/// The driver that fills it needs no lock while it drives. Once a handler runs, others may empty
/// it: the driver that takes the loop over, so that finished answers do not wait for a handler that
/// blocks, or a thread that answers for that handler. They do it through the methods that
/// synchronize.
public final class WriteBatch {
  private static final ByteBuffer NO_BUFFER = ByteBuffer.allocate(0);

  private final ByteBuffer io;
  private byte[] bytes;
  private int start;
  private int end;
  private @Nullable Connection target;

  WriteBatch(int capacity, ByteBuffer io) {
    this.bytes = new byte[capacity];
    this.io = io;
  }

  /// An outbox for a thread that is no driver.
  public WriteBatch(int capacity) {
    this(capacity, NO_BUFFER);
  }

  public boolean isEmpty() {
    return start == end;
  }

  /// How many bytes wait here.
  public int size() {
    return end - start;
  }

  /// Room for `count` bytes from [#end()] on, in the array returned.
  public byte[] room(int count) {
    if (bytes.length - end < count) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(end, count), 2 * bytes.length));
    }
    return bytes;
  }

  /// Where the next byte goes.
  public int end() {
    return end;
  }

  /// Bytes were put into the room, up to `newEnd`.
  public void end(int newEnd) {
    end = newEnd;
  }

  public void put(byte[] more) {
    System.arraycopy(more, 0, room(more.length), end, more.length);
    end += more.length;
  }

  /// Says whose answers these are, before others may look.
  public void belongsTo(Connection connection) {
    target = connection;
  }

  /// Writes all of it through the driver's own direct buffer; what the socket did not take, or null
  /// for nothing. For the driver.
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
      end = 0; // also when the write has failed: the next connection must not get it
    }
  }

  /// Forgets what is in here.
  public synchronized void discard() {
    start = 0;
    end = 0;
  }

  /// Writes what the socket takes now, for a driver that has taken the loop over from this one's.
  synchronized void flushForPredecessor() {
    Connection connection = target;
    if (connection == null || isEmpty()) {
      return;
    }
    try {
      var rest = ByteBuffer.wrap(bytes, start, end - start);
      connection.write(rest);
      start = rest.position();
    } catch (IOException _) {
      // the owner of the connection will meet it, too
    }
  }

  /// Lends what is in here, and forgets it. Valid until something is put in. For whoever fills it.
  public ByteBuffer lend() {
    var lent = ByteBuffer.wrap(bytes, start, end - start);
    start = 0;
    end = 0;
    return lent;
  }

  /// Hands out what is in here, and forgets it.
  public synchronized byte[] take() {
    byte[] taken = Arrays.copyOfRange(bytes, start, end);
    discard();
    return taken;
  }
}
