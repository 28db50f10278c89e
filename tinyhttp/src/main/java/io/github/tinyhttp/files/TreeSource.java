package io.github.tinyhttp.files;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/// A file of a tree, opened when it is sent: by the same walk that has found it, so that what was
/// put into its place meanwhile is not sent instead.
///
/// @param names those of its directory
/// @param entry what was seen, and has been told to the client
public record TreeSource(Tree tree, List<String> names, String name, FileEntry entry)
    implements Source {
  @Override
  public long length() {
    return entry.size();
  }

  /// @throws HttpException 404 if it is gone, 503 if it has changed
  @Override
  public ReadableByteChannel open(long offset) throws IOException {
    Optional<Directory> parent = tree.find(names);
    if (parent.isEmpty()) {
      throw gone();
    }
    try (Directory directory = parent.get()) {
      FileEntry now = directory.file(name).orElseThrow(TreeSource::gone);
      if (!now.isSame(entry)) {
        throw new HttpException(503, "the file has just changed", Headers.of("Retry-After", "1"));
      }
      return from(now.opener().open(), offset);
    } catch (NoSuchFileException _) {
      throw gone();
    }
  }

  private static HttpException gone() {
    return new HttpException(404, "not found");
  }

  private static ReadableByteChannel from(ReadableByteChannel channel, long offset)
      throws IOException {
    try {
      if (channel instanceof FileChannel file) {
        return file.position(offset);
      }
      InputStream stream = Channels.newInputStream(channel);
      stream.skipNBytes(offset);
      return Channels.newChannel(stream);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// The whole content, if it is what was seen.
  ///
  /// @param entry as its directory, still open, has given it
  /// @return empty if there is more or less of it by now
  /// @throws NoSuchFileException if it is gone, or not to be read
  public static Optional<byte[]> read(FileEntry entry) throws IOException {
    int size = Math.toIntExact(entry.size());
    var buffer = ByteBuffer.allocate(size + 1); // a read that does not fill it has met the end
    try (ReadableByteChannel channel = entry.opener().open()) {
      while (buffer.position() < size && channel.read(buffer) >= 0) {
        // goes on
      }
    }
    return buffer.position() == size
        ? Optional.of(java.util.Arrays.copyOf(buffer.array(), size))
        : Optional.empty();
  }
}
