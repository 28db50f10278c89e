package io.github.tinyhttp.semantics;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/// Content in quoted-printable, RFC 2045 §6.7. An equals sign that begins no escape stays.
final class QuotedPrintableContent extends TransferDecoder {
  /// Bytes that were read to look ahead.
  private final Deque<Integer> ahead = new ArrayDeque<>(3);

  QuotedPrintableContent(InputStream sent) {
    super(sent);
  }

  @Override
  int decode() throws IOException {
    int one = take();
    while (one == '=') {
      int first = take();
      if (first == '\n') {
        one = take(); // a soft line break
        continue;
      }
      int second = take();
      if (first == '\r' && second == '\n') {
        one = take();
        continue;
      }
      int high = Character.digit(first, 16);
      int low = Character.digit(second, 16);
      if (high >= 0 && low >= 0) {
        return high << 4 | low;
      }
      putBack(second);
      putBack(first);
      return one;
    }
    return one;
  }

  private int take() throws IOException {
    Integer known = ahead.pollFirst();
    return known == null ? next() : known;
  }

  private void putBack(int one) {
    ahead.addFirst(one);
  }
}
