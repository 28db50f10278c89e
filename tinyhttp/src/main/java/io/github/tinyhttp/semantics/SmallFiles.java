package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/// Reads small files, and small ranges of files, into memory: see [SmallContent].
final class SmallFiles {
  private SmallFiles() {}

  /// The response with its content in memory, if the content is a small file.
  ///
  /// @throws FileChangedException if the file is another one by now
  static Response read(Response response) throws IOException {
    Optional<Slice> slice = Slice.of(response.body());
    return slice.isPresent()
            && slice.get().count() <= SmallContent.MOST
            && slice.get().content() instanceof FileSource file
        ? response.withBody(Body.of(read(file, slice.get())))
        : response;
  }

  private static byte[] read(FileSource source, Slice slice) throws IOException {
    byte[] known = source.content();
    if (known != null) {
      return slice.count() == known.length
          ? known
          : new BytesSource(known).copy(slice.start(), slice.count());
    }
    var content = ByteBuffer.allocate(Math.toIntExact(slice.count()));
    try (ReadableByteChannel channel = source.open(slice.start())) {
      while (content.hasRemaining()) {
        if (channel.read(content) < 0) {
          throw new FileChangedException(source.path());
        }
      }
    }
    return content.array();
  }
}
