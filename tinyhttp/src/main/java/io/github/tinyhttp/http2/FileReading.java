package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.Driver;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Reads the files of streams on the driver, in a turn as if a handler did it: a disk that is slow
/// costs the driver its loop, and no client waits for it. For the driver.
///
/// The thread that reads belongs to no loop once it has lost it, and what it has read is dropped:
/// the next driver reads it again.
final class FileReading {
  private final Http2Connection connection;
  private final DataFrames frames;
  private final Semaphore permits;

  FileReading(Http2Connection connection, DataFrames frames) {
    this.connection = connection;
    this.frames = frames;
    this.permits = connection.http().readingDrivers();
  }

  /// Fills an empty buffer with DATA frames of a stream whose file is next. If enough drivers read
  /// already, another thread reads a block into memory.
  ///
  /// @return whether this driver still drives
  boolean reads(Driver driver, Http2Stream stream, StreamOutput output, ByteBuffer buffer) {
    FileTransfer file = output.file();
    if (file == null) {
      return true;
    }
    stream.readsFile = true;
    if (!permits.tryAcquire()) {
      connection
          .http()
          .dispatcher()
          .start(
              "tinyhttp-response",
              () -> readBlock(stream, output, file),
              _ -> connection.io().abort());
      return true;
    }
    int most = frames.mostOfFile(stream, file);
    connection.turns().enterWait(driver);
    int count = 0;
    @Nullable Throwable failure = null;
    try {
      count = file.read(buffer, most);
    } catch (Throwable e) { // a channel of the application's may throw any
      failure = e;
    } finally {
      permits.release();
    }
    if (!connection.turns().leave(driver)) {
      stream.signal(Http2Stream.READ);
      return false;
    }
    stream.readsFile = false;
    if (failure == null) {
      frames.putFile(stream, output, count, buffer);
    } else {
      buffer.clear();
      stream.broken(failure);
    }
    return true;
  }

  /// Reads a block in the place of a driver. For a thread that may wait.
  private static void readBlock(Http2Stream stream, StreamOutput output, FileTransfer file) {
    try {
      output.addBlock(file.block());
    } catch (Throwable e) {
      stream.broken(e);
    }
    stream.signal(Http2Stream.READ);
  }
}
