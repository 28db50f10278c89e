package io.github.tinyhttp.http2;

import io.github.tinyhttp.content.BackgroundTasks;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A part of an open file on its way to a client. The driver reads it, right into the buffer that
/// it sends. It is changed under the monitor of its [StreamOutput], and read by one thread at a
/// time.
final class FileTransfer {
  private final FileChannel file;
  private final long end;
  private final BackgroundTasks.Threads threads;
  private long position;

  /// The position of the file itself, behind what was read.
  private long at;

  /// @param file is closed with this
  /// @param threads may wait for the disk
  FileTransfer(FileChannel file, long start, long count, BackgroundTasks.Threads threads) {
    this.file = file;
    this.position = start;
    this.at = start;
    this.end = start + count;
    this.threads = threads;
  }

  /// How many octets are not taken.
  long left() {
    return end - position;
  }

  /// Octets are taken.
  void took(int count) {
    position += count;
  }

  /// Reads DATA frames, with room for their heads, into an empty buffer. May wait for the disk.
  ///
  /// @param most how many octets of the file may be read
  /// @return how many octets of the file are there
  int read(ByteBuffer into, int most) throws IOException {
    int frames =
        Math.min(
            Math.ceilDiv(most, Frames.PAYLOAD),
            Math.ceilDiv(into.remaining(), Frames.HEAD + Frames.PAYLOAD));
    var payloads = new ByteBuffer[frames];
    int count = 0;
    int at = 0;
    for (int i = 0; i < frames; i++) {
      int start = at + Frames.HEAD;
      int length = Math.min(Math.min(most - count, Frames.PAYLOAD), into.limit() - start);
      payloads[i] = into.slice(start, length);
      count += length;
      at = start + length;
    }
    readFully(payloads, count);
    into.position(at);
    return count;
  }

  /// Reads a block into memory. May wait for the disk.
  ByteBuffer block() throws IOException {
    var block = ByteBuffer.allocate((int) Math.min(StreamOutput.MOST, left()));
    readFully(new ByteBuffer[] {block}, block.remaining());
    return block.flip();
  }

  /// Reads what is next into several buffers at once, which costs one call of the system.
  private void readFully(ByteBuffer[] into, int count) throws IOException {
    if (at != position) { // another driver has read it, and lost its loop
      FileChannel _ = file.position(position);
    }
    at = position + count;
    for (long left = count; left > 0; ) {
      long some = file.read(into);
      if (some <= 0) {
        throw new IOException("the file has become shorter while it was sent");
      }
      left -= some;
    }
  }

  /// Closes the file. A driver closes those of the JDK, which takes no time, and leaves a channel
  /// of the application's to another thread.
  void close() {
    boolean isOfJdk = file.getClass().getModule().equals(FileChannel.class.getModule());
    if (isOfJdk || !(Thread.currentThread() instanceof Driver)) {
      closeHere();
    } else {
      threads.start("tinyhttp-cleaner", this::closeHere);
    }
  }

  private void closeHere() {
    try {
      file.close();
    } catch (Throwable e) {
      Log.write(Level.DEBUG, "cannot close a file that was sent", e);
    }
  }
}
