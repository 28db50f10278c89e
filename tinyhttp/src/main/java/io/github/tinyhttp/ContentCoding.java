package io.github.tinyhttp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/// A way to make content smaller and whole again, RFC 9110 §8.4.1: what `Content-Encoding` and
/// `Accept-Encoding` name. The library brings `gzip` and `deflate`; others are found by
/// [java.util.ServiceLoader] when they are first needed, such as `zstd` and `br` of the module
/// `io.github.tinyhttp.codings`. A provider that cannot be made, because a native library is not
/// there for this machine, say, is left out and logged.
///
/// An implementation may be used by any number of threads; what it hands out, by one at a time.
public interface ContentCoding {
  /// The name in `Content-Encoding`: a token in lower case.
  String name();

  /// A stream that codes what is written to it. Its `flush()` lets everything that was written so
  /// far reach `out` in a form that can be decoded, and flushes that. Its `close()` ends the coded
  /// content and gives back all memory; it may be called more than once, and need not close `out`.
  ///
  /// @param level from 1, quick, to 9, small
  OutputStream encode(OutputStream out, int level) throws IOException;

  /// The coded form of content in memory, which is not changed.
  ///
  /// @param level as in [#encode(OutputStream, int)]
  default byte[] encode(byte[] content, int level) throws IOException {
    var out = new ByteArrayOutputStream(content.length / 4 + 64);
    try (OutputStream encoder = encode(out, level)) {
      encoder.write(content);
    }
    return out.toByteArray();
  }

  /// A stream of the content that `in` has in coded form. It is read from hostile peers: memory is
  /// bounded whatever comes, a source that ends too early or goes on behind the end of the coded
  /// content is an [IOException], and so is everything else that is not of the coding. `close()`
  /// gives back all memory; it may be called more than once, from any thread when no thread uses
  /// the stream any more, and need not close `in`.
  InputStream decode(InputStream in) throws IOException;

  /// All installed codings, in the order in which a server prefers them: `zstd` (small and quick),
  /// `br` (small), `gzip`, `deflate`, then any other. A provider's `gzip` or `deflate` replaces the
  /// library's own.
  static List<ContentCoding> installed() {
    return InstalledCodings.ALL;
  }
}
