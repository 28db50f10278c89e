package io.github.tinyhttp.exchange;

import java.io.IOException;
import java.io.InputStream;

/// Gives so many octets and fails.
final class FailingInput extends InputStream {
  private int left;

  FailingInput(int left) {
    this.left = left;
  }

  @Override
  public int read() throws IOException {
    if (left == 0) {
      throw new IOException("the source is broken");
    }
    left--;
    return 'x';
  }
}
