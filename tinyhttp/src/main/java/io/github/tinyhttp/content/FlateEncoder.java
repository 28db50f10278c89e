package io.github.tinyhttp.content;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.zip.Checksum;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Codes what is written to it as gzip or deflate. Does not close what it writes to.
///
/// Its deflater goes back to [Deflaters] and then codes other content. This encoder must not touch
/// it after that, which is why its methods are synchronized, though no two threads should be here.
public final class FlateEncoder extends BlockOutputStream {
  private static final int BUFFER = 8 << 10;
  private static final byte[] NOTHING = {};

  private final OutputStream out;
  private final FlateFormat format;
  private final byte[] header;

  @GuardedBy("this")
  private final Checksum checksum;

  @GuardedBy("this")
  private final byte[] buffer = new byte[BUFFER];

  @GuardedBy("this")
  private long length;

  @GuardedBy("this")
  private boolean begun;

  /// Null when closed.
  @GuardedBy("this")
  private @Nullable Deflater deflater;

  public FlateEncoder(OutputStream out, FlateFormat format, int level) {
    this.out = out;
    this.format = format;
    this.header = format.header();
    this.checksum = format.checksum();
    this.deflater = Deflaters.take(level);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    Deflater mine = open();
    begin();
    checksum.update(bytes, offset, count);
    length += count;
    mine.setInput(bytes, offset, count);
    while (!mine.needsInput()) {
      out.write(buffer, 0, mine.deflate(buffer));
    }
    // The deflater would hold on to its input, and a stream may be quiet for days.
    mine.setInput(NOTHING);
  }

  /// Everything written so far can be decoded from what is in `out` then.
  @Override
  public synchronized void flush() throws IOException {
    Deflater mine = open();
    begin();
    int count;
    do {
      count = mine.deflate(buffer, 0, BUFFER, Deflater.SYNC_FLUSH);
      out.write(buffer, 0, count);
    } while (count == BUFFER);
    out.flush();
  }

  @Override
  public synchronized void close() throws IOException {
    Deflater mine = deflater;
    if (mine == null) {
      return;
    }
    deflater = null;
    try {
      begin();
      mine.finish();
      while (!mine.finished()) {
        out.write(buffer, 0, mine.deflate(buffer));
      }
      out.write(format.trailer(checksum.getValue(), length));
    } finally {
      Deflaters.giveBack(mine);
    }
  }

  @GuardedBy("this")
  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      out.write(header);
    }
  }

  @GuardedBy("this")
  private Deflater open() throws IOException {
    Deflater mine = deflater;
    if (mine == null) {
      throw new IOException("the content is ended");
    }
    return mine;
  }
}
