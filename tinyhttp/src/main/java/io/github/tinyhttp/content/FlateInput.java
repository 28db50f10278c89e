package io.github.tinyhttp.content;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Checksum;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Coded bytes: those of headers and trailers are read one by one, the others go to the inflater.
final class FlateInput {
  private static final int BUFFER = 8 << 10;

  private final InputStream source;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int end;

  /// Sums up the bytes that are read one by one; null while no checksum is wanted.
  private @Nullable Checksum sum;

  FlateInput(InputStream source) {
    this.source = source;
  }

  /// The next byte.
  ///
  /// @throws EOFException if there is none
  int next() throws IOException {
    require();
    int b = buffer[position++] & 0xFF;
    if (sum != null) {
      sum.update(b);
    }
    return b;
  }

  void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      int _ = next();
    }
  }

  /// Skips text that ends with a zero byte.
  void skipText() throws IOException {
    while (next() != 0) {
      // the text does not matter
    }
  }

  /// Sums up in `checksum` what is read from now on, until [#checked()] is asked.
  void checking(Checksum checksum) {
    sum = checksum;
  }

  long checked() {
    long value = sum == null ? 0 : sum.getValue();
    sum = null;
    return value;
  }

  boolean isAtEnd() throws IOException {
    return !fill();
  }

  /// Gives the inflater the bytes that are buffered, or else some from the source.
  ///
  /// @throws EOFException if there are none
  void feed(Inflater inflater) throws IOException {
    require();
    inflater.setInput(buffer, position, end - position);
    position = end;
  }

  /// Takes back the bytes that the inflater has not used.
  void takeBack(Inflater inflater) {
    position = end - inflater.getRemaining();
  }

  private void require() throws IOException {
    if (!fill()) {
      throw new EOFException("the coded content ends too early");
    }
  }

  private boolean fill() throws IOException {
    while (position == end) {
      int count = source.read(buffer, 0, BUFFER);
      if (count < 0) {
        return false;
      }
      position = 0;
      end = count;
    }
    return true;
  }
}
