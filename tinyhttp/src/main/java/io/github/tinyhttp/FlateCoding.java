package io.github.tinyhttp;

import io.github.tinyhttp.content.FlateDecoder;
import io.github.tinyhttp.content.FlateEncoder;
import io.github.tinyhttp.content.FlateFormat;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/// A content coding of the library's own: the deflate of RFC 1951 in one of two wrappings.
record FlateCoding(String name, FlateFormat format) implements ContentCoding {
  /// RFC 9110 §8.4.1.3 and §8.4.1.2. The coding named deflate is the zlib format, and not the bare
  /// data, whatever its name says.
  static final List<ContentCoding> ALL =
      List.of(
          new FlateCoding("gzip", FlateFormat.GZIP), new FlateCoding("deflate", FlateFormat.ZLIB));

  @Override
  public OutputStream encode(OutputStream out, int level) {
    return new FlateEncoder(out, format, level);
  }

  @Override
  public InputStream decode(InputStream in) {
    return new FlateDecoder(in, format);
  }
}
