package io.github.tinyhttp.codings;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import io.github.tinyhttp.ContentCoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Zstandard, RFC 8878. It compresses better than gzip, and is several times as fast.
public final class ZstdCoding implements ContentCoding {
  /// The window of a stream: 256 KiB, because streams may be many and last for days.
  private static final int WINDOW_BITS = 18;

  /// @throws UnsatisfiedLinkError if zstd-jni has no native library for this platform
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

  /// Maps gzip's levels to those of zstd that take a comparable time.
  private static int levelOf(int level) {
    return Math.max(level - 2, 1);
  }

  @Override
  public InputStream decode(InputStream in) throws IOException {
    return new ZstdDecoder(in);
  }
}
