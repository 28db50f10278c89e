package io.github.tinyhttp.codings;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.github.tinyhttp.ContentCoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Brotli, RFC 7932: the smallest text.
public final class BrotliCoding implements ContentCoding {
  /// A stream gets 256 KiB, because it may last for days and there may be many.
  private static final int WINDOW_BITS = 18;

  /// @throws UnsatisfiedLinkError if there is no native library for this machine
  public BrotliCoding() {
    Brotli4jLoader.ensureAvailability();
  }

  @Override
  public String name() {
    return "br";
  }

  @Override
  public OutputStream encode(OutputStream out, int level) throws IOException {
    return new BrotliOutputStream(out, parameters(level).setWindow(WINDOW_BITS));
  }

  @Override
  public byte[] encode(byte[] content, int level) throws IOException {
    return Encoder.compress(content, parameters(level));
  }

  /// The level as it is; the two beyond 9 take seconds where others take milliseconds.
  private static Encoder.Parameters parameters(int level) {
    return new Encoder.Parameters().setQuality(level);
  }

  @Override
  public InputStream decode(InputStream in) throws IOException {
    return new BrotliDecoder(in);
  }
}
