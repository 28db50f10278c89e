package io.github.tinyhttp.http2;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.Body;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.AnnouncedLength;
import io.github.tinyhttp.exchange.Outgoing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The content of a response that is made while it is sent: a thread of the application puts it in,
/// and the driver takes it out when the socket and the windows allow. A thread that is ahead by
/// [#MOST] octets waits.
final class StreamOutput extends Outgoing {
  /// How much is collected before the first of it may leave.
  private static final int ENOUGH = 16 << 10;

  private static final int MOST = 64 << 10;
  private static final int LEAST = 1 << 10;

  private final Http2Stream stream;
  private final ResponseForm form;

  @GuardedBy("this")
  private byte[] buffer = new byte[LEAST];

  @GuardedBy("this")
  private int start;

  @GuardedBy("this")
  private int end;

  /// The driver may take what is there. Until then the response can be replaced.
  @GuardedBy("this")
  private boolean released;

  /// Nothing more comes.
  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private Headers trailers = Headers.empty();

  /// Why nothing can be sent any more; null if it can.
  @GuardedBy("this")
  private @Nullable IOException lost;

  private final AnnouncedLength length;

  StreamOutput(Http2Stream stream, ResponseForm form) {
    this.stream = stream;
    this.form = form;
    this.length = new AnnouncedLength(form.length());
  }

  // ---- for the driver

  ResponseForm form() {
    return form;
  }

  /// Whether the head may leave.
  synchronized boolean isReleased() {
    return released;
  }

  /// Whether octets, or the end, wait to be taken.
  synchronized boolean hasMore() {
    return released && (start < end || ended);
  }

  /// How many octets can be taken now.
  synchronized int available() {
    return end - start;
  }

  /// Takes octets out.
  synchronized void take(ByteBuffer into, int count) {
    into.put(buffer, start, count);
    start += count;
    if (start == end) {
      start = 0;
      end = 0;
    }
    notifyAll();
  }

  /// Whether everything was taken, the end included.
  synchronized boolean isDone() {
    return ended && start == end;
  }

  synchronized Headers trailers() {
    return trailers;
  }

  /// Nothing can be sent any more.
  synchronized void cut(IOException cause) {
    if (lost == null) {
      lost = cause;
      notifyAll();
    }
  }

  /// Whether nothing can be sent any more, for a reason that is the client's.
  synchronized boolean isLost() {
    return lost != null;
  }

  // ---- for the thread that writes

  @Override
  public boolean hasContent() {
    return form.content();
  }

  @Override
  public synchronized boolean hasSent() {
    return released;
  }

  @Override
  public void begins(Body.EndlessWriter content) {
    stream.begins(content);
  }

  @Override
  public void ends(Body.EndlessWriter content) {
    stream.ends(content);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (!form.content()) {
      return; // a response to HEAD
    }
    this.length.take(length);
    for (int done = 0; done < length; ) {
      int count = put(bytes, offset + done, length - done);
      done += count;
      if (count == 0) {
        Driver.beforeBlocking();
        awaitRoom();
      }
    }
  }

  /// Puts in what there is room for.
  ///
  /// @return how many octets
  private int put(byte[] bytes, int offset, int length) throws IOException {
    boolean full;
    int count;
    synchronized (this) {
      check();
      if (ended) {
        throw new IOException("the response is finished");
      }
      count = Math.min(length, MOST - (end - start));
      makeRoom(count);
      System.arraycopy(bytes, offset, buffer, end, count);
      end += count;
      full = end - start > ENOUGH || count < length;
      released |= full;
    }
    if (full) {
      stream.signal(Http2Stream.CONTENT);
    }
    return count;
  }

  @GuardedBy("this")
  private void makeRoom(int count) {
    if (end + count <= buffer.length) {
      return;
    }
    int size = end - start;
    byte[] target =
        size + count <= buffer.length
            ? buffer
            : new byte[Math.clamp(2L * (size + count), LEAST, MOST)];
    System.arraycopy(buffer, start, target, 0, size);
    buffer = target;
    start = 0;
    end = size;
  }

  @GuardedBy("this")
  private void check() throws IOException {
    if (lost != null) {
      throw new IOException(lost.getMessage(), lost);
    }
  }

  /// Waits for the driver to take octets, which it does when the client reads. A client that does
  /// not is the driver's to notice: it knows whether this stream waits for the client or for
  /// others.
  private synchronized void awaitRoom() throws IOException {
    while (end - start == MOST) {
      check();
      try {
        wait();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while a response was written");
      }
    }
  }

  @Override
  public void flush() throws IOException {
    synchronized (this) {
      check();
      if (ended) {
        return;
      }
      released = true;
    }
    stream.signal(Http2Stream.CONTENT);
  }

  @Override
  public void transferFrom(FileChannel file, long from, long count) throws IOException {
    var block = ByteBuffer.allocate((int) Math.min(ENOUGH, Math.max(count, 1)));
    long limit = from + count;
    for (long position = from; position < limit; ) {
      block.clear().limit((int) Math.min(block.capacity(), limit - position));
      int some = file.read(block, position);
      if (some <= 0) {
        throw new IOException("the file has become shorter while it was sent");
      }
      write(block.array(), 0, some);
      position += some;
    }
  }

  @Override
  public void complete() throws IOException {
    if (form.content()) {
      length.checkComplete();
    }
    Headers last = form.trailers() ? stream.request().response().trailers() : Headers.empty();
    synchronized (this) {
      check();
      trailers = last;
      ended = true;
      released = true;
    }
    stream.signal(Http2Stream.CONTENT);
  }

  /// The driver tells the request that it is sent, when it is.
  @Override
  public void finish() throws IOException {
    complete();
  }

  @Override
  public void abort(Throwable cause) {
    stream.broken(cause);
  }
}
