package io.github.tinyhttp.http2;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Incoming;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import io.github.tinyhttp.wire.MinimumRate;
import io.github.tinyhttp.wire.WaitDeadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request body on its way: the driver puts in what DATA frames bring, and a thread of the
/// application takes it out, which gives the client credit for more. How much may wait here is the
/// window of the stream.
final class StreamInput extends Incoming {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /// A frame with fewer octets shares a chunk with those behind it.
  private static final int SMALL = 512;

  private static final int CHUNK = 4 << 10;

  private final Http2Stream stream;
  private volatile MinimumRate pace;

  /// How many octets may be taken before the client gets credit for them.
  private final int creditStep;

  @GuardedBy("this")
  private final ArrayDeque<InputBuffer> chunks = new ArrayDeque<>(2);

  @GuardedBy("this")
  private int available;

  @GuardedBy("this")
  private int taken;

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private Headers trailers = Headers.empty();

  @GuardedBy("this")
  private @Nullable IOException failure;

  private volatile boolean requested;

  /// @param progress how long a client may take between two bytes, in nanoseconds
  StreamInput(Http2Stream stream, int window, long progress) {
    this.stream = stream;
    this.creditStep = window / 2;
    this.pace = new MinimumRate(progress);
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

  /// The body is complete.
  synchronized void end(Headers fields) {
    ended = true;
    trailers = fields;
    notifyAll();
  }

  /// The rest of the body never comes.
  synchronized void fail(IOException cause) {
    if (!ended && failure == null) {
      failure = cause;
      chunks.clear();
      available = 0;
      notifyAll();
    }
  }

  /// How many octets the application has taken since the last call.
  synchronized int takeCredit() {
    int credit = taken;
    taken = 0;
    return credit;
  }

  /// Whether the application has asked for the body.
  boolean isRequested() {
    return requested;
  }

  synchronized Headers trailersSoFar() {
    return trailers;
  }

  /// All octets of a body that is complete and that no thread has read from.
  synchronized byte[] join() {
    InputBuffer first = chunks.peekFirst();
    if (first != null && first.size() == available && first.bytes.length == available) {
      return first.bytes;
    }
    byte[] all = new byte[available];
    int at = 0;
    for (InputBuffer chunk : chunks) {
      System.arraycopy(chunk.bytes, chunk.start, all, at, chunk.size());
      at += chunk.size();
    }
    return all;
  }

  // ---- for the application

  @Override
  public void request() {
    if (!requested) {
      requested = true;
      stream.bodyRequested();
    }
  }

  @Override
  public synchronized Headers trailers() {
    return available == 0 ? trailers : Headers.empty();
  }

  @Override
  public synchronized @Nullable IOException failure() {
    return failure;
  }

  @Override
  public void readTimeout(long nanos) {
    pace = MinimumRate.none(nanos);
  }

  @Override
  public boolean isWhole() {
    return false;
  }

  @Override
  public synchronized int available() {
    return available;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (isEmpty()) {
      Driver.beforeBlocking();
      await();
    }
    int count;
    boolean owesCredit;
    synchronized (this) {
      if (available == 0) {
        return -1;
      }
      count = take(into, offset, length);
      owesCredit = taken >= creditStep && !ended;
    }
    if (owesCredit) {
      stream.signal(Http2Stream.CREDIT);
    }
    return count;
  }

  /// Whether a read would have to wait.
  private synchronized boolean isEmpty() throws IOException {
    if (failure != null) {
      throw failure;
    }
    return available == 0 && !ended;
  }

  private synchronized void await() throws IOException {
    long start = Clock.now();
    long before = available;
    var deadline = new WaitDeadline(pace.patience());
    while (isEmpty()) {
      long left = deadline.left();
      if (left <= 0) {
        failure = new HttpException(Rule.BODY_LATE.status().code(), Rule.BODY_LATE.message());
        stream.tellRefused(Rule.BODY_LATE);
        throw failure;
      }
      try {
        wait(left / NANOS_PER_MILLI + 1);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while a body was read");
      }
    }
    pace.waited(Clock.now() - start);
    pace.moved(available - before);
  }

  @GuardedBy("this")
  private int take(byte[] into, int offset, int length) {
    int count = 0;
    while (count < length && available > 0) {
      InputBuffer first = chunks.getFirst();
      int some = Math.min(length - count, first.size());
      System.arraycopy(first.bytes, first.start, into, offset + count, some);
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
}
