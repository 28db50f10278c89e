package io.github.tinyhttp.semantics;

import io.github.tinyhttp.content.BlockInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads one slice, whose content is opened at the first read. Content that ends before the slice
/// does is an error.
final class SliceStream extends BlockInputStream {
  private final Slice slice;
  private long left;
  private @Nullable InputStream opened;

  SliceStream(Slice slice) {
    this.slice = slice;
    this.left = slice.count();
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
      known = Channels.newInputStream(slice.content().open(slice.start()));
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
