package io.github.tinyhttp.content;

import java.io.IOException;
import java.io.InputStream;

/// An input stream whose subclass reads blocks of bytes; a single byte is read as a block of one.
public abstract class BlockInputStream extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public abstract int read(byte[] into, int offset, int length) throws IOException;
}
