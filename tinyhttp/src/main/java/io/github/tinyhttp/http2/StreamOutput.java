package io.github.tinyhttp.http2;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.Headers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// What one stream has to send that is made meanwhile: a thread of the application puts it in, and
/// the driver takes it out when the socket and the windows allow. A thread that is ahead by [#MOST]
/// octets waits.
class StreamOutput {
  /// How many octets may wait to be taken.
  static final int MOST = 64 << 10;

  private static final int LEAST = 1 << 10;
  private static final byte[] NO_BYTES = {};

  private final ResponseForm form;

  @GuardedBy("this")
  private byte[] buffer = NO_BYTES;

  @GuardedBy("this")
  private int start;

  @GuardedBy("this")
  private int end;

  /// The driver may take what is there. Until then the response can be replaced.
  @GuardedBy("this")
  private boolean released;

  /// The file that the driver reads once the octets before it have left; null if there is none. No
  /// octets are put in behind it.
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

  StreamOutput(ResponseForm form) {
    this.form = form;
  }

  // ---- for the driver

  final ResponseForm form() {
    return form;
  }

  /// Whether octets, or the end, wait to be taken.
  final synchronized boolean hasMore() {
    return released && (start < end || file != null || ended);
  }

  /// How many octets can be taken now, or be read from the file.
  final synchronized int available() {
    return start < end || file == null
        ? end - start
        : (int) Math.min(file.left(), Integer.MAX_VALUE);
  }

  /// How many bytes of memory are held.
  final synchronized int heldBytes() {
    return buffer.length;
  }

  /// Takes octets out.
  final synchronized void take(ByteBuffer into, int count) {
    into.put(buffer, start, count);
    start += count;
    if (start == end) {
      start = 0;
      end = 0;
    }
    took();
    notifyAll();
  }

  /// Octets were taken.
  @GuardedBy("this")
  void took() {}

  /// The file that is to be read now; null if there is none.
  final synchronized @Nullable FileTransfer file() {
    return start == end ? file : null;
  }

  /// Octets of the file are taken. It is closed with the last of them.
  final void tookFile(int count) {
    FileTransfer whole = whole(count);
    if (whole != null) {
      whole.close();
    }
  }

  /// Counts octets of the file.
  ///
  /// @return the file, if those were the last; null if not
  private synchronized @Nullable FileTransfer whole(int count) {
    FileTransfer known = file;
    if (known == null) {
      return null;
    }
    known.took(count);
    if (known.left() > 0) {
      return null;
    }
    file = null;
    notifyAll();
    return known;
  }

  /// Whether everything was taken, the end included.
  final synchronized boolean isDone() {
    return ended && start == end && file == null;
  }

  final synchronized Headers trailers() {
    return trailers;
  }

  /// Nothing can be sent any more.
  final void cut(IOException cause) {
    FileTransfer left = lose(cause);
    if (left != null) {
      left.close();
    }
  }

  /// Nothing can be sent any more.
  ///
  /// @return the file that was to be sent; null if there is none
  private synchronized @Nullable FileTransfer lose(IOException cause) {
    FileTransfer left = file;
    file = null;
    if (lost == null) {
      lost = cause;
    }
    notifyAll();
    return left;
  }

  /// Whether nothing can be sent any more, for a reason that is the client's.
  final synchronized boolean isLost() {
    return lost != null;
  }

  // ---- for the thread that writes

  /// Whether the head may leave.
  final synchronized boolean isReleased() {
    return released;
  }

  /// The driver may take what is there.
  final synchronized void release() {
    released = true;
  }

  /// Puts in what there is room for.
  ///
  /// @return how many octets
  final synchronized int put(ByteBuffer bytes) throws IOException {
    checkOpen();
    int count = file != null ? 0 : Math.clamp((long) MOST - (end - start), 0, bytes.remaining());
    add(bytes, count);
    return count;
  }

  /// Puts in octets, for which room is made.
  @GuardedBy("this")
  final void add(ByteBuffer bytes, int count) {
    int size = end - start;
    if (end + count > buffer.length) {
      int needed = Math.addExact(size, count);
      byte[] target =
          needed <= buffer.length
              ? buffer
              : new byte[Math.max(needed, Math.clamp(2L * needed, LEAST, MOST))];
      System.arraycopy(buffer, start, target, 0, size);
      buffer = target;
      start = 0;
      end = size;
    }
    bytes.get(buffer, end, count);
    end += count;
  }

  /// @throws IOException if nothing can be sent any more
  @GuardedBy("this")
  final void check() throws IOException {
    if (lost != null) {
      // what an application tells apart by its type; anything else with the stack of its caller
      throw lost instanceof ClosedChannelException || lost instanceof SocketTimeoutException
          ? lost
          : new IOException(lost.getMessage(), lost);
    }
  }

  /// @throws IOException if nothing more can be put in
  @GuardedBy("this")
  void checkOpen() throws IOException {
    check();
    if (ended) {
      throw new IOException("the response is finished");
    }
  }

  final synchronized boolean isEnded() {
    return ended;
  }

  /// Lets the driver read a file behind what was put in.
  final synchronized void add(FileTransfer part) throws IOException {
    checkOpen();
    file = part;
    released = true;
  }

  /// A thread has read octets of the file in the place of a driver.
  final void addBlock(ByteBuffer octets) {
    int count = octets.remaining();
    synchronized (this) {
      if (file == null) {
        return; // the client has gone
      }
      add(octets, count);
    }
    tookFile(count);
  }

  /// Whether the file is not read to its end.
  final synchronized boolean hasFile() {
    return file != null;
  }

  /// Waits until the file is read to its end.
  final synchronized void awaitFile() throws IOException {
    while (file != null) {
      pause();
    }
    check();
  }

  /// Waits until there is room. A client that does not read is the driver's to notice: it knows
  /// whether this stream waits for the client or for others.
  final synchronized void awaitRoom() throws IOException {
    while (end - start >= MOST || file != null) {
      check();
      pause();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the callers loop
  @GuardedBy("this")
  private void pause() throws IOException {
    try {
      wait();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the client was waited for");
    }
  }

  /// Ends the output behind what was put in.
  final synchronized void end(Headers fields) throws IOException {
    check();
    trailers = fields;
    ended = true;
    released = true;
  }

  /// Frees memory, while nothing waits.
  @GuardedBy("this")
  final void free() {
    buffer = NO_BYTES;
  }
}
