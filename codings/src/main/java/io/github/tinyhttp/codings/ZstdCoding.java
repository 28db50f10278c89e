package io.github.tinyhttp.codings;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import io.github.tinyhttp.ContentCoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Zstandard, RFC 8878: better than gzip, and several times as quick.
public final class ZstdCoding implements ContentCoding {
  /// A stream gets 256 KiB, because it may last for days and there may be many.
  private static final int WINDOW_BITS = 18;

  /// @throws UnsatisfiedLinkError if there is no native library for this machine
  public ZstdCoding() {
    Native.load();
  }

  @Override
  public String name() {
    return "zstd";
  }

  @Override
  public OutputStream encode(OutputStream out, int level) throws IOException {
    return new ZstdOutputStreamNoFinalizer(out, levelOf(level)).setWindowLog(WINDOW_BITS);
  }

  @Override
  public byte[] encode(byte[] content, int level) {
    return Zstd.compress(content, levelOf(level));
  }

  /// What takes about the time that is meant: levels here are steeper than those of gzip.
  private static int levelOf(int level) {
    return Math.max(level - 2, 1);
  }

  @Override
  public InputStream decode(InputStream in) throws IOException {
    return new ZstdDecoder(in);
  }
}
