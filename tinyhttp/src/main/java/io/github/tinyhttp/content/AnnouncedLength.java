package io.github.tinyhttp.content;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/// Content on its way that has to have the length which was announced. Belongs to one thread.
public final class AnnouncedLength extends BlockOutputStream {
  private final OutputStream out;
  private final long length;
  private long left;

  /// @param out where the content goes; not closed
  public AnnouncedLength(OutputStream out, long length) {
    this.out = out;
    this.length = length;
    this.left = length;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    if (count > left) {
      throw new IOException("more content than the announced " + length + " bytes");
    }
    left -= count;
    out.write(bytes, offset, count);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  /// The content is at its end.
  ///
  /// @throws IOException if some is missing
  public void end() throws IOException {
    if (left > 0) {
      throw new IOException("the content is " + left + " bytes shorter than announced");
    }
  }
}
