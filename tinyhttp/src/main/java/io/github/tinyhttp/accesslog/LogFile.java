package io.github.tinyhttp.accesslog;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The file of a log. Before each write it looks whether the file is still where it was, and opens
/// it anew if not: a program that has moved it may compress it at once. A failure is told once,
/// until a write is successful again; lines that come meanwhile are lost, and counted. For one
/// thread.
final class LogFile implements LineSink {
  private static final int BUFFER = 64 << 10;

  /// How long it waits after a failure.
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private final OptionalLong rotation;
  private final boolean daily;
  private final OldFiles old;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream(BUFFER);

  /// Null while the file cannot be opened.
  private @Nullable FileChannel channel;

  private @Nullable Object fileKey;
  private long size;

  /// The day whose lines the file has.
  private LocalDate day;

  /// When to try to open the file again, after it could not be.
  private long nextOpening;

  /// When to try a rotation again, after one that has failed.
  private long nextRotation;

  /// Whether the last rotation has failed, which was told.
  private boolean unrotated;

  /// How many lines were lost since the last write that was successful.
  private long lost;

  /// How many lines were lost in all.
  private final LongAdder allLost = new LongAdder();

  /// Whether the file ends in a part of a line, which a full disk or another process has left.
  private boolean midLine;

  LogFile(Path path, AccessLog log) {
    this.path = path;
    this.rotation = log.rotation();
    this.daily = log.isRotatedDaily();
    this.old = new OldFiles(path, log.kept());
    this.day = dayOfLastLine();
  }

  /// The day on which the file was written last, perhaps by a server that has ended since.
  private LocalDate dayOfLastLine() {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      if (file.isRegularFile() && file.size() > 0) {
        return LocalDate.ofInstant(file.lastModifiedTime().toInstant(), ZoneId.systemDefault());
      }
    } catch (IOException _) {
      // there is none, or none that can be read
    }
    return LocalDate.now(ZoneId.systemDefault());
  }

  @Override
  public void write(CharSequence line) {
    byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
    rotateIfDue(bytes.length + 1);
    collected.writeBytes(bytes);
    collected.write('\n');
    if (collected.size() >= BUFFER) {
      flush();
    }
  }

  @Override
  public void flush() {
    if (collected.size() == 0) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(collected.toByteArray());
    collected.reset();
    try {
      write(open(), bytes);
      tellRecovery();
    } catch (IOException e) {
      failed(bytes, e);
    }
  }

  private void write(FileChannel to, ByteBuffer bytes) throws IOException {
    if (midLine) {
      size += to.write(ByteBuffer.wrap(new byte[] {'\n'}));
      midLine = false;
    }
    while (bytes.hasRemaining()) {
      size += to.write(bytes);
    }
  }

  private FileChannel open() throws IOException {
    FileChannel known = channel;
    if (known != null && isInPlace()) {
      return known;
    }
    closeChannel();
    if (Clock.now() < nextOpening) {
      throw new IOException("the file could not be opened a moment ago");
    }
    try {
      known = openChannel();
    } catch (IOException e) {
      nextOpening = Clock.now() + RETRY_NANOS;
      throw e;
    }
    channel = known;
    return known;
  }

  private boolean isInPlace() {
    try {
      Object there = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return Objects.equals(there, fileKey);
    } catch (IOException _) {
      return false; // it was moved or deleted
    }
  }

  private FileChannel openChannel() throws IOException {
    boolean pipe = Files.exists(path) && !Files.isRegularFile(path);
    FileChannel fresh =
        pipe
            ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE) // no wait
            : FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      fileKey = attributes.fileKey();
      size = pipe ? 0 : attributes.size();
      midLine = !pipe && endsMidLine();
      return fresh;
    } catch (Throwable e) {
      fresh.close(); // the file was moved meanwhile, and the next try comes soon
      throw e;
    }
  }

  private boolean endsMidLine() {
    if (size == 0) {
      return false;
    }
    var last = ByteBuffer.allocate(1);
    try (var end = FileChannel.open(path, StandardOpenOption.READ)) {
      return end.read(last, size - 1) == 1 && last.get(0) != '\n';
    } catch (IOException _) {
      return false; // it may be written, but not read
    }
  }

  // ---- rotation

  private void rotateIfDue(int more) {
    LocalDate today = daily ? LocalDate.now(ZoneId.systemDefault()) : day;
    boolean full = rotation.isPresent() && size + collected.size() + more > rotation.getAsLong();
    boolean due = !today.equals(day) || full && size + collected.size() > 0;
    if (due && Clock.now() >= nextRotation) {
      flush();
      rotate(today);
    }
  }

  private void rotate(LocalDate today) {
    closeChannel();
    try {
      old.shift();
      size = 0;
      day = today;
      unrotated = false;
    } catch (IOException e) {
      if (!unrotated) {
        unrotated = true; // told once
        Log.write(Level.WARNING, "the access log " + path + " cannot be rotated, and grows", e);
      }
      nextRotation = Clock.now() + RETRY_NANOS;
    }
  }

  // ---- failures

  private void failed(ByteBuffer unwritten, IOException cause) {
    if (lost == 0) {
      Log.write(Level.WARNING, "the access log " + path + " cannot be written", cause);
    }
    long before = lost;
    while (unwritten.hasRemaining()) {
      lost += unwritten.get() == '\n' ? 1 : 0;
    }
    allLost.add(lost - before);
    if (channel != null) { // it could be opened, but not written
      nextOpening = Clock.now() + RETRY_NANOS;
      closeChannel();
    }
  }

  private void tellRecovery() {
    if (lost > 0) {
      Log.write(
          Level.INFO, "the access log " + path + " is written again; " + lost + " lines lost");
      lost = 0;
    }
  }

  private void closeChannel() {
    FileChannel known = channel;
    channel = null;
    if (known != null) {
      try {
        known.close();
      } catch (IOException e) {
        Log.write(Level.DEBUG, "closing the access log", e);
      }
    }
  }

  @Override
  public long lost() {
    return allLost.sum();
  }

  @Override
  public void close() {
    flush();
    if (lost > 0) {
      Log.write(Level.WARNING, "the access log " + path + " has lost " + lost + " lines");
    }
    closeChannel();
  }
}
