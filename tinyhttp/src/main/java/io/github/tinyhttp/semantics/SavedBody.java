package io.github.tinyhttp.semantics;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Puts content into a file as it comes, a buffer full at a time.
public final class SavedBody {
  private static final int BUFFER = 64 << 10;
  private static final SecureRandom RANDOM = new SecureRandom();

  private SavedBody() {}

  /// Puts the body of a request into a file, for [Request#saveTo(Path, long)].
  public static long save(Request request, Path file, long most) throws IOException {
    boolean coded = request.header("Content-Encoding").isPresent();
    if (!coded && request.contentLength().orElse(0) > most) {
      throw tooLarge(); // before the client is asked for it
    }
    return save(request.decodedBody(), file, most);
  }

  /// Writes all of `source` into a new file beside `file`, and gives it that name once it is whole.
  /// Until then the old file keeps the name. Content that breaks off leaves no file.
  ///
  /// @param most bytes of content
  /// @return how many there were
  /// @throws HttpException 413 if there are more, or what `source` throws
  /// @throws FileSystemException if `file` exists and is not a regular file
  static long save(InputStream source, Path file, long most) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    String name = file.getFileName() + "." + HexFormat.of().formatHex(random) + ".part";
    Path partial = file.resolveSibling(name);
    try {
      long count = copy(source, partial, most);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      return count;
    } catch (Throwable e) {
      Files.deleteIfExists(partial);
      throw e;
    }
  }

  private static long copy(InputStream source, Path file, long most) throws IOException {
    try (var out =
        Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      return copy(source, out, most);
    }
  }

  /// Writes all of `source`.
  ///
  /// @throws HttpException 413 for more than `most` bytes
  static long copy(InputStream source, WritableByteChannel out, long most) throws IOException {
    var buffer = ByteBuffer.allocate(BUFFER);
    long count = 0;
    int more = source.read(buffer.array());
    while (more >= 0) {
      count += more;
      if (count > most) {
        throw tooLarge();
      }
      buffer.clear().limit(more);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      more = source.read(buffer.array());
    }
    return count;
  }

  /// For content that is larger than it may be.
  static HttpException tooLarge() {
    return new HttpException(413, "the body is too large");
  }
}
