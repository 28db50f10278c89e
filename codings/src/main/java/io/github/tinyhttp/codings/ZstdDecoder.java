package io.github.tinyhttp.codings;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Undoes zstd, and looks that there is a frame at all: the library takes nothing for no content.
final class ZstdDecoder extends FilterInputStream {
  /// RFC 9659 §3: who decodes content need not have more than 8 MiB for it.
  private static final int MOST_WINDOW_BITS = 23;

  private final Begun source;

  ZstdDecoder(InputStream in) throws IOException {
    this(new Begun(in));
  }

  private ZstdDecoder(Begun source) throws IOException {
    super(new ZstdInputStreamNoFinalizer(source).setLongMax(MOST_WINDOW_BITS));
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    if (count < 0 && !source.begun) {
      throw new EOFException("there is no frame");
    }
    return count;
  }

  /// Knows whether anything has come.
  private static final class Begun extends FilterInputStream {
    private boolean begun;

    Begun(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      begun |= count > 0;
      return count;
    }

    @Override
    public void close() {
      // not ours
    }
  }
}
