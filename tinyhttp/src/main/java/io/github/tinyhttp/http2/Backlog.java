package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.MinimumRate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the socket of one connection has not taken, and the control frames behind that. A client
/// has to read at the least rate. For the driver.
final class Backlog {
  /// With as many octets of control frames the connection is not read any more, until they have
  /// left: a client that does not read their replies gets no more of them (CVE-2019-9512).
  private static final int MOST = 16 << 10;

  private final Connection io;
  private final long progress;
  private @Nullable ByteBuffer unsent;
  private @Nullable WriteBatch behind;
  private @Nullable MinimumRate pace;
  private long since;

  /// When the socket took bytes last while others waited.
  private long movedAt;

  /// @param progress how long a client may take between two bytes, in nanoseconds
  Backlog(Connection io, long progress) {
    this.io = io;
    this.progress = progress;
  }

  /// Whether the socket has taken everything.
  boolean isEmpty() {
    return unsent == null;
  }

  /// Whether no more is to be read for now.
  boolean isFull() {
    return behind != null && behind.size() > MOST;
  }

  /// How many bytes of memory are held.
  int heldBytes() {
    ByteBuffer rest = unsent;
    return (rest == null ? 0 : rest.capacity()) + (behind == null ? 0 : behind.size());
  }

  /// Where control frames wait.
  WriteBatch batch() {
    WriteBatch known = behind;
    if (known == null) {
      known = new WriteBatch(512);
      behind = known;
    }
    return known;
  }

  /// Keeps what the socket did not take.
  ///
  /// @param rest null if it took all
  /// @return whether it took all
  boolean sends(@Nullable ByteBuffer rest) {
    if (rest == null) {
      return true;
    }
    unsent = rest;
    var counting = new MinimumRate(progress);
    pace = counting;
    since = Clock.now();
    movedAt = since;
    io.outputDeadline(Clock.after(since, counting.patience()));
    io.whenWritable();
    return false;
  }

  /// Writes bytes that are lent, and keeps a copy of those that the socket does not take.
  ///
  /// @return whether it took all
  boolean sendsOrKeeps(ByteBuffer lent) throws IOException {
    if (io.write(lent)) {
      return true;
    }
    byte[] copy = new byte[lent.remaining()];
    lent.get(copy);
    return sends(ByteBuffer.wrap(copy));
  }

  /// The socket takes bytes again, for which some wait.
  ///
  /// @return whether it took all
  boolean goesOn() throws IOException {
    ByteBuffer rest = Objects.requireNonNull(unsent, "nothing waits");
    MinimumRate counting = Objects.requireNonNull(pace, "nothing waits");
    long now = Clock.now();
    counting.waited(now - since);
    since = now;
    long before = io.bytesTaken();
    boolean all = io.write(rest);
    if (all && behind != null && !behind.isEmpty()) {
      ByteBuffer next = ByteBuffer.wrap(behind.take());
      unsent = next;
      all = io.write(next);
    }
    long moved = io.bytesTaken() - before;
    counting.moved(moved);
    movedAt = moved > 0 ? now : movedAt;
    if (!all) {
      io.outputDeadline(Clock.after(movedAt, counting.patience()));
      io.whenWritable();
      return false;
    }
    unsent = null;
    behind = null;
    pace = null;
    io.outputDeadline(Clock.NEVER);
    return true;
  }

  /// When the socket took bytes last while others waited for it. A stream whose octets stand behind
  /// those is not held up by its client.
  long movedAt() {
    return movedAt;
  }

  /// Takes over what another driver has collected and not written.
  void inherit(byte[] bytes) throws IOException {
    boolean _ = sendsOrKeeps(ByteBuffer.wrap(bytes));
  }
}
