package io.github.tinyhttp.content;

import java.io.IOException;
import java.io.OutputStream;

/// An output stream whose subclass writes blocks of bytes; a single byte is written as a block of
/// one.
public abstract class BlockOutputStream extends OutputStream {
  @Override
  public final void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public abstract void write(byte[] bytes, int offset, int length) throws IOException;
}
