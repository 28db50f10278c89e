package io.github.tinyhttp.codings;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Decodes zstd. Unlike the stream of zstd-jni, it refuses content without a frame.
final class ZstdDecoder extends FilterInputStream {
  /// The largest window accepted: 8 MiB, RFC 9659 §3.
  private static final int MAXIMUM_WINDOW_BITS = 23;

  private final Source source;

  ZstdDecoder(InputStream in) throws IOException {
    this(new Source(in));
  }

  private ZstdDecoder(Source source) throws IOException {
    super(new ZstdInputStreamNoFinalizer(source).setLongMax(MAXIMUM_WINDOW_BITS));
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
    if (count < 0 && source.isEmpty) {
      throw new EOFException("the content has no zstd frame");
    }
    return count;
  }

  /// The coded content. It notes whether any byte has been read.
  private static final class Source extends FilterInputStream {
    private boolean isEmpty = true;

    Source(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      isEmpty &= count <= 0;
      return count;
    }

    @Override
    public void close() {
      // the caller closes the stream that it has opened
    }
  }
}
