package io.github.tinyhttp.codings;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.github.tinyhttp.ContentCoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Brotli, RFC 7932. It compresses text best of all.
public final class BrotliCoding implements ContentCoding {
  /// The window of a stream: 256 KiB, because streams may be many and last for days.
  private static final int WINDOW_BITS = 18;

  /// @throws UnsatisfiedLinkError if brotli4j has no native library for this platform
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

  /// Brotli's qualities 1 to 9 are used as they are. Qualities 10 and 11 would take seconds where
  /// the others take milliseconds.
  private static Encoder.Parameters parameters(int level) {
    return new Encoder.Parameters().setQuality(level);
  }

  @Override
  public InputStream decode(InputStream in) throws IOException {
    return new BrotliDecoder(in);
  }
}
