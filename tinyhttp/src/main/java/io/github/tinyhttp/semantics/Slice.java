package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.SeekableContent;
import io.github.tinyhttp.syntax.ByteRanges;
import java.io.IOException;
import java.util.Optional;

/// Some bytes in a row of content that can be read from any offset on.
///
/// @param start the offset of the first byte
/// @param count how many bytes
record Slice(SeekableContent content, long start, long count) {
  /// The slice of bytes in memory that holds them all.
  static Slice of(byte[] bytes) {
    return new Slice(new BytesSource(bytes), 0, bytes.length);
  }

  /// The content of a response; empty if it cannot be read from the middle.
  ///
  /// @throws IOException if its length cannot be found
  static Optional<Slice> of(Body body) throws IOException {
    Optional<SeekableContent> content = body.seekable();
    return content.isPresent()
        ? Optional.of(new Slice(content.get(), body.start(), body.length().orElseThrow()))
        : Optional.empty();
  }

  /// A range of this slice, whose offsets count from the start of the slice.
  Slice range(ByteRanges.Range range) {
    return new Slice(content, start + range.first(), range.length());
  }

  Body body() {
    return Body.of(content, start, count);
  }
}
