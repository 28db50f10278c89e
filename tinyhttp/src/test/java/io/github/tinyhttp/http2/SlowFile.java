package io.github.tinyhttp.http2;

import io.github.tinyhttp.SeekableContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A file on a disk that stands still until the latch opens.
final class SlowFile implements SeekableContent {
  private final Path path;
  private final CountDownLatch latch;
  private final CountDownLatch closed = new CountDownLatch(1);

  SlowFile(Path path, CountDownLatch latch) {
    this.path = path;
    this.latch = latch;
  }

  /// Waits until a channel of this file is closed.
  void awaitClose() throws InterruptedException {
    if (!closed.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the file stays open");
    }
  }

  @Override
  public long length() {
    return path.toFile().length();
  }

  @Override
  public ReadableByteChannel open(long offset) throws IOException {
    return new Slow(FileChannel.open(path).position(offset));
  }

  private final class Slow extends FileChannel {
    private final FileChannel file;

    Slow(FileChannel file) {
      this.file = file;
    }

    private void await() throws IOException {
      try {
        if (!latch.await(60, TimeUnit.SECONDS)) {
          throw new IOException("the disk never came back");
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      await();
      return file.read(into);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      await();
      return file.read(into, position);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
      await();
      return file.read(into, offset, length);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      return file.position(position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
      closed.countDown();
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void force(boolean metadata) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
