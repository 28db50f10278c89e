package io.github.tinyhttp.http2;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import io.github.tinyhttp.wire.WaitDeadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What DATA frames of one stream have brought: the driver puts it in, and a thread of the
/// application takes it out, which gives the client credit for more. How much may wait here is the
/// window of the stream.
final class StreamInput {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /// A frame with fewer octets shares a chunk with those behind it.
  private static final int SMALL = 512;

  private static final int CHUNK = 4 << 10;

  @GuardedBy("this")
  private final ArrayDeque<InputBuffer> chunks = new ArrayDeque<>(2);

  @GuardedBy("this")
  private int window;

  @GuardedBy("this")
  private int available;

  /// How many octets were taken out that the client has no credit for yet.
  @GuardedBy("this")
  private int taken;

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private Headers trailers = Headers.empty();

  /// When a thread began to wait that waits as long as the driver lets it, or the driver looked
  /// last; [Clock#NEVER] if none waits.
  @GuardedBy("this")
  private long awaitedSince = Clock.NEVER;

  /// How long threads have waited like this since the driver looked last, in nanoseconds.
  @GuardedBy("this")
  private long waited;

  @GuardedBy("this")
  private @Nullable IOException failure;

  /// Why nothing follows what has come; null if more may come, or the end has.
  @GuardedBy("this")
  private @Nullable IOException brokenOff;

  /// The request has its response, so what still comes is dropped.
  @GuardedBy("this")
  private boolean retired;

  /// @param window of the stream
  StreamInput(int window) {
    this.window = window;
  }

  // ---- for the driver

  /// Adds a copy of octets. Those of small frames share a chunk, so they cost no more memory than
  /// those of large ones.
  synchronized void add(byte[] bytes, int start, int end) {
    if (failure != null) {
      return;
    }
    int length = end - start;
    InputBuffer last = chunks.peekLast();
    if (last == null || last.bytes.length - last.end < length) {
      last = new InputBuffer(length < SMALL && last != null ? CHUNK : length);
      chunks.add(last);
    }
    System.arraycopy(bytes, start, last.bytes, last.end, length);
    last.end += length;
    available += length;
    notifyAll();
  }

  /// Nothing more comes.
  synchronized void end(Headers fields) {
    ended = true;
    trailers = fields;
    notifyAll();
  }

  /// What has not come never does, and what has is of no use.
  synchronized void fail(IOException cause) {
    if (!ended) {
      lose(cause);
    }
  }

  /// Nothing more comes, and the end is missing: what has come can be taken, and then reads fail.
  synchronized void breakOff(IOException cause) {
    if (!ended) {
      brokenOff = cause;
      notifyAll();
    }
  }

  /// The request has its response: what still comes is dropped, so no thread may take what it gets
  /// for the whole body. A body that was read to its end stays so.
  synchronized void retire() {
    if (failure == null && !(ended && available == 0)) {
      retired = true;
      lose(new IOException("the request has been responded to, its body is gone"));
    }
  }

  /// The window of the stream is another one from now on.
  synchronized void window(int octets) {
    window = octets;
  }

  /// How many octets the application has taken since the last call.
  synchronized int takeCredit() {
    int credit = taken;
    taken = 0;
    return credit;
  }

  /// All octets of a body that is complete and that no thread has read from.
  synchronized byte[] join() {
    InputBuffer first = chunks.peekFirst();
    if (first != null && first.size() == available && first.bytes.length == available) {
      return first.bytes;
    }
    byte[] all = new byte[available];
    int _ = move(ByteBuffer.wrap(all));
    return all;
  }

  // ---- for any thread

  /// Whether the client is owed so much credit that it is worth a frame: half a window, so that it
  /// can go on sending meanwhile.
  synchronized boolean owesCredit() {
    return taken >= window / 2 && !ended;
  }

  /// Drops what has come, and lets every read fail from now on.
  synchronized void lose(IOException cause) {
    if (failure == null) {
      failure = cause;
      chunks.clear();
      available = 0;
      notifyAll();
    }
  }

  synchronized int available() {
    return available;
  }

  /// Whether all was taken, the end included.
  synchronized boolean isAtEnd() {
    return ended && available == 0 && failure == null;
  }

  /// Why nothing follows what was taken; null if more may come, or has, or the end has.
  synchronized @Nullable IOException brokenOff() {
    return available == 0 ? brokenOff : null;
  }

  /// The trailer fields; empty before the end has come.
  synchronized Headers trailers() {
    return trailers;
  }

  /// Why the rest will never come; null if it may still come, or the request has its response.
  synchronized @Nullable IOException failure() {
    return retired ? null : failure;
  }

  /// Waits until something has come, or the driver gives the body up, which knows whether the
  /// client sends another one meanwhile.
  ///
  /// @return how many octets have come meanwhile; 0 at the end
  synchronized int await() throws IOException {
    awaitedSince = Clock.now();
    try {
      return await(Clock.NEVER);
    } finally {
      waited += Math.max(0, Clock.now() - awaitedSince);
      awaitedSince = Clock.NEVER;
    }
  }

  /// Whether a thread waits as long as the driver lets it.
  synchronized boolean isAwaited() {
    return awaitedSince != Clock.NEVER;
  }

  /// How long threads have waited as long as the driver lets them since the last call, in
  /// nanoseconds: however the driver's looks fall, only such time counts.
  synchronized long takeWaited(long now) {
    long all = waited;
    waited = 0;
    if (awaitedSince < now) {
      all += now - awaitedSince;
      awaitedSince = now;
    }
    return all;
  }

  /// Waits until something has come.
  ///
  /// @param nanos for how long at most
  /// @return how many octets have come meanwhile; 0 at the end; -1 if the time is up
  synchronized int await(long nanos) throws IOException {
    int before = available;
    var deadline = new WaitDeadline(nanos);
    while (available == 0 && !ended) {
      if (failure != null) {
        throw failure;
      }
      if (brokenOff != null) {
        throw brokenOff;
      }
      long left = deadline.left();
      if (left <= 0) {
        return -1;
      }
      try {
        wait(left / NANOS_PER_MILLI + 1);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while the client was waited for");
      }
    }
    return available - before;
  }

  /// Takes out what has come, as far as there is room for it.
  ///
  /// @return how many octets; 0 if none have come; -1 at the end
  synchronized int take(ByteBuffer into) throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (brokenOff != null && available == 0) {
      throw brokenOff;
    }
    return available == 0 && ended ? -1 : move(into);
  }

  @GuardedBy("this")
  private int move(ByteBuffer into) {
    int count = 0;
    while (into.hasRemaining() && available > 0) {
      InputBuffer first = chunks.getFirst();
      int some = Math.min(into.remaining(), first.size());
      into.put(first.bytes, first.start, some);
      count += some;
      available -= some;
      first.start += some;
      if (first.isEmpty()) {
        InputBuffer _ = chunks.removeFirst();
      }
    }
    taken += count;
    return count;
  }

  /// Takes out all that has come, behind what was left of what came before.
  ///
  /// @param left null if nothing was left
  synchronized InputBuffer takeAll(@Nullable InputBuffer left) {
    InputBuffer all = left;
    for (InputBuffer next = chunks.pollFirst(); next != null; next = chunks.pollFirst()) {
      if (all == null) {
        all = next;
      } else {
        all.append(ByteBuffer.wrap(next.bytes, next.start, next.size()));
      }
    }
    taken += available;
    available = 0;
    return all == null ? new InputBuffer(0) : all;
  }
}
