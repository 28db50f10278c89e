package io.github.tinyhttp.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;

/// Copies the stream of a response to where it is sent.
public final class StreamCopy {
  private static final int BUFFER = 16 << 10;

  private StreamCopy() {}

  /// Copies `length` bytes, or all if that is not known. Whatever a slow source of unknown length
  /// has given is flushed before the next read waits. Neither stream is closed.
  ///
  /// @throws IOException if the source ends before `length`
  public static void copy(InputStream source, OptionalLong length, OutputStream out)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = length.orElse(Long.MAX_VALUE);
    while (left > 0) {
      int count = source.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        break;
      }
      out.write(buffer, 0, count);
      left -= count;
      if (length.isEmpty() && source.available() == 0) {
        out.flush();
      }
    }
    if (length.isPresent() && left > 0) {
      throw new IOException("the content is " + left + " bytes shorter than announced");
    }
  }
}
