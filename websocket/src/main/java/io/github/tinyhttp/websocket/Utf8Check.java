package io.github.tinyhttp.websocket;

/// Finds the first byte that makes a text no UTF-8, however the text comes apart: RFC 3629 §4.
final class Utf8Check {
  /// How many bytes of the character begun are still missing.
  private int missing;

  /// What the next one may be.
  private int least;

  private int most;

  /// Takes a part of the text.
  void take(byte[] bytes, int offset, int count) throws WebSocketException {
    int end = offset + count;
    for (int i = offset; i < end; i++) {
      int octet = bytes[i];
      if (missing == 0) {
        if (octet < 0) {
          begin(octet & 0xFF);
        }
      } else {
        int unsigned = octet & 0xFF;
        if (unsigned < least || unsigned > most) {
          throw broken();
        }
        missing--;
        least = 0x80;
        most = 0xBF;
      }
    }
  }

  private void begin(int first) throws WebSocketException {
    if (first >= 0xC2 && first <= 0xDF) {
      missing = 1;
    } else if (first >= 0xE0 && first <= 0xEF) {
      missing = 2;
    } else if (first >= 0xF0 && first <= 0xF4) {
      missing = 3;
    } else {
      throw broken(); // a byte of the middle, an overlong form of ASCII, or beyond Unicode
    }
    least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80; // no overlong forms
    most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF; // no surrogates, nothing beyond
  }

  /// The text is complete.
  void end() throws WebSocketException {
    if (missing > 0) {
      throw broken();
    }
  }

  private static WebSocketException broken() {
    return new WebSocketException(CloseReason.INVALID_CONTENT, "a text that is not UTF-8");
  }
}
