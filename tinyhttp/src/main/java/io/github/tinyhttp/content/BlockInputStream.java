package io.github.tinyhttp.content;

import java.io.IOException;
import java.io.InputStream;

/// A stream that knows how to read many bytes at once: one byte is a block of one.
public abstract class BlockInputStream extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public abstract int read(byte[] into, int offset, int length) throws IOException;
}
