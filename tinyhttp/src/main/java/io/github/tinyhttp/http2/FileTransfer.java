package io.github.tinyhttp.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// A part of a file on its way to a client. A thread of the application has opened the file, and
/// waits; the driver reads it, right into the buffer that it sends. It is changed under the monitor
/// of its [StreamOutput], and by the driver alone.
final class FileTransfer {
  private final FileChannel file;
  private final long end;
  private long position;

  /// The driver reads no more: the file is at its end, or is left to the thread.
  private boolean over;

  /// Why the file cannot be read; null if it can.
  private @Nullable IOException failure;

  FileTransfer(FileChannel file, long start, long count) {
    this.file = file;
    this.position = start;
    this.end = start + count;
  }

  /// How many octets the driver has not taken.
  long left() {
    return end - position;
  }

  /// The next octet that the driver has not taken.
  long position() {
    return position;
  }

  boolean isOver() {
    return over;
  }

  /// The driver reads no more.
  ///
  /// @param cause why it cannot be read; null if another thread can
  void leave(@Nullable IOException cause) {
    over = true;
    failure = cause;
  }

  /// @throws IOException if the file cannot be read
  void check() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /// The driver has taken octets.
  void took(int count) {
    position += count;
    over = left() == 0;
  }

  /// Reads DATA frames, with room for their heads, into an empty buffer. May wait for the disk.
  ///
  /// @param most how many octets of the file may be read
  /// @return how many octets of the file are there
  int read(ByteBuffer into, int most) throws IOException {
    long limit = Math.min(end, position + most);
    long at = position;
    while (at < limit && into.remaining() > Frames.HEAD) {
      into.position(into.position() + Frames.HEAD);
      int count = (int) Math.min(Math.min(limit - at, Frames.PAYLOAD), into.remaining());
      readFully(into.limit(into.position() + count), at);
      into.limit(into.capacity());
      at += count;
    }
    return (int) (at - position);
  }

  private void readFully(ByteBuffer into, long start) throws IOException {
    for (long at = start; into.hasRemaining(); ) {
      int some = file.read(into, at);
      if (some <= 0) {
        throw new IOException("the file has become shorter while it was sent");
      }
      at += some;
    }
  }
}
