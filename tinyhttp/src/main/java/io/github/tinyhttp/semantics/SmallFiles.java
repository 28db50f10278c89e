package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/// Reads small files, and small ranges of files, into memory: see [SmallContent].
final class SmallFiles {
  private SmallFiles() {}

  /// The response with its content in memory, if the content is a small file.
  ///
  /// @throws FileChangedException if the file is another one by now
  static Response read(Response response) throws IOException {
    if (response.body() instanceof Body.Part part
        && part.count() <= SmallContent.MOST
        && part.source() instanceof FileSource source) {
      return response.withBody(new Body.Bytes(read(source, part)));
    }
    return response;
  }

  private static byte[] read(FileSource source, Body.Part part) throws IOException {
    var content = ByteBuffer.allocate((int) part.count());
    try (ReadableByteChannel channel = source.open(part.start())) {
      while (content.hasRemaining()) {
        if (channel.read(content) < 0) {
          throw new FileChangedException(source.path());
        }
      }
    }
    return content.array();
  }
}
