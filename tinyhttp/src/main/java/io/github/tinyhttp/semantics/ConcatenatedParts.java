package io.github.tinyhttp.semantics;

import io.github.tinyhttp.content.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/// Several parts, one after the other. At most one of them is open at a time.
final class ConcatenatedParts extends BlockInputStream {
  private final Iterator<Slice> pieces;
  private InputStream open = InputStream.nullInputStream();

  ConcatenatedParts(List<Slice> pieces) {
    this.pieces = pieces.iterator();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = open.read(into, offset, length);
    while (count < 0 && pieces.hasNext()) {
      open.close();
      open = new SliceStream(pieces.next());
      count = open.read(into, offset, length);
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
