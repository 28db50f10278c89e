package io.github.tinyhttp;

import io.github.tinyhttp.content.BlockInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads one part of a source, which is opened at the first read. A source that ends before the
/// part does is an error.
final class PartStream extends BlockInputStream {
  private final Body.Part part;
  private long left;
  private @Nullable InputStream opened;

  PartStream(Body.Part part) {
    this.part = part;
    this.left = part.count();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (left == 0 || length == 0) {
      return length == 0 ? 0 : -1;
    }
    int count = stream().read(into, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the content ends " + left + " bytes early");
    }
    left -= count;
    return count;
  }

  private InputStream stream() throws IOException {
    InputStream known = opened;
    if (known == null) {
      known = Channels.newInputStream(part.source().open(part.start()));
      opened = known;
    }
    return known;
  }

  @Override
  public void close() throws IOException {
    if (opened != null) {
      opened.close();
    }
  }
}
