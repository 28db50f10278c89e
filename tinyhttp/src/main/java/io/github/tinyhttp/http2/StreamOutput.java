package io.github.tinyhttp.http2;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.Body;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.AnnouncedLength;
import io.github.tinyhttp.exchange.Outgoing;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.MinimumRate;
import io.github.tinyhttp.wire.WaitDeadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
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
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Http2Stream stream;
  private final ResponseForm form;
  private final MinimumRate pace;

  @GuardedBy("this")
  private byte[] buffer = new byte[LEAST];

  @GuardedBy("this")
  private int start;

  @GuardedBy("this")
  private int end;

  /// The driver may take what is there. Until then the response can be replaced.
  @GuardedBy("this")
  private boolean released;

  /// The file that the driver reads once the octets before it have left; null if there is none.
  @GuardedBy("this")
  private @Nullable FileTransfer file;

  /// Nothing more comes.
  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private Headers trailers = Headers.empty();

  /// Why nothing can be sent any more; null if it can.
  @GuardedBy("this")
  private @Nullable IOException lost;

  /// Why the file could not be read; null if it could.
  @GuardedBy("this")
  private @Nullable IOException unreadable;

  private final AnnouncedLength length;

  /// @param progress how long a client may take between two bytes, in nanoseconds
  StreamOutput(Http2Stream stream, ResponseForm form, long progress) {
    this.stream = stream;
    this.form = form;
    this.length = new AnnouncedLength(form.length());
    this.pace = new MinimumRate(progress);
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
    return released && (start < end || file != null || ended);
  }

  /// How many octets can be taken now, or be read from the file.
  synchronized int available() {
    return start < end || file == null
        ? end - start
        : (int) Math.min(file.left(), Integer.MAX_VALUE);
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

  /// The file that is to be read now; null if there is none.
  synchronized @Nullable FileTransfer file() {
    return start == end ? file : null;
  }

  /// Octets of the file are taken.
  synchronized void tookFile(int count) {
    if (file != null) {
      file.took(count);
      if (file.isOver()) {
        file = null;
        notifyAll();
      }
    }
  }

  /// The driver cannot read the file: its thread goes on with it.
  synchronized void leaveFile() {
    if (file != null) {
      file.end();
      file = null;
      notifyAll();
    }
  }

  /// The file cannot be read.
  synchronized void fail(IOException cause) {
    unreadable = cause;
    leaveFile();
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
    writeAll(bytes, offset, length);
  }

  private void writeAll(byte[] bytes, int offset, int length) throws IOException {
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

  private synchronized void awaitRoom() throws IOException {
    long since = Clock.now();
    int before = end - start;
    var deadline = new WaitDeadline(pace.patience());
    while (end - start == MOST) {
      check();
      long patience = deadline.left();
      if (patience <= 0) {
        throw tooSlow();
      }
      pause(patience);
    }
    pace.waited(Clock.now() - since);
    pace.moved(before - (end - start));
  }

  @GuardedBy("this")
  private IOException tooSlow() {
    var cause = new SocketTimeoutException("the client does not read");
    lost = cause;
    return cause;
  }

  @GuardedBy("this")
  private void pause(long nanos) throws IOException {
    try {
      wait(nanos / NANOS_PER_MILLI + 1);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a response was written");
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
  public void transferFrom(FileChannel source, long from, long count) throws IOException {
    if (!form.content() || count == 0) {
      return;
    }
    length.take(count);
    long end = from + count;
    for (long position = from; position < end; ) {
      position = moved(source, position, end - position);
      if (position < end) {
        position += copy(source, position, end - position);
      }
    }
  }

  /// Lets the driver read a file.
  ///
  /// @return where this thread goes on, as the driver could not
  private long moved(FileChannel source, long from, long count) throws IOException {
    var transfer = new FileTransfer(source, from, count);
    synchronized (this) {
      check();
      file = transfer;
      released = true;
    }
    stream.signal(Http2Stream.CONTENT);
    Driver.beforeBlocking();
    await(transfer);
    return transfer.position();
  }

  /// Waits until the driver has read a file, or leaves it to this thread.
  private synchronized void await(FileTransfer transfer) throws IOException {
    while (!transfer.isOver()) {
      long before = transfer.left();
      awaitMove(transfer);
      pace.moved(before - transfer.left());
    }
    if (unreadable != null) {
      throw unreadable;
    }
  }

  @GuardedBy("this")
  private void awaitMove(FileTransfer transfer) throws IOException {
    long since = Clock.now();
    long before = transfer.left();
    var deadline = new WaitDeadline(pace.patience());
    for (long left = deadline.left(); !transfer.isOver(); left = deadline.left()) {
      check();
      if (left > 0) {
        pause(left);
      } else if (transfer.left() < before) {
        break;
      } else {
        file = null;
        throw tooSlow();
      }
    }
    pace.waited(Clock.now() - since);
  }

  /// Copies a part of a file that is as large as what may wait here.
  private int copy(FileChannel source, long from, long most) throws IOException {
    var block = ByteBuffer.allocate((int) Math.min(MOST, most));
    int count = source.read(block, from);
    if (count <= 0) {
      throw new IOException("the file has become shorter while it was sent");
    }
    writeAll(block.array(), 0, count);
    return count;
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
