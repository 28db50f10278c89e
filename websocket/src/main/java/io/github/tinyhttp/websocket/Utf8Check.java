package io.github.tinyhttp.websocket;

/// Checks that a text that arrives in pieces is UTF-8 (RFC 3629 §4), and fails at the first byte
/// that is not.
final class Utf8Check {
  private static final int CONTINUATION_MINIMUM = 0x80;
  private static final int CONTINUATION_MAXIMUM = 0xBF;

  /// How many bytes of the current character are missing; zero between characters.
  private int missing;

  /// The smallest value allowed for the next byte of the current character.
  private int minimum;

  /// The largest value allowed for the next byte of the current character.
  private int maximum;

  /// Checks the next part of the text.
  void update(byte[] bytes, int offset, int count) throws WebSocketException {
    int end = offset + count;
    for (int i = offset; i < end; i++) {
      int octet = bytes[i];
      if (missing == 0) {
        if (octet < 0) {
          begin(octet & 0xFF);
        }
      } else {
        continueWith(octet & 0xFF);
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
      throw malformed(); // a continuation byte, an overlong form of ASCII, or beyond Unicode
    }
    minimum = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : CONTINUATION_MINIMUM; // overlong forms
    maximum = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : CONTINUATION_MAXIMUM; // surrogates
  }

  private void continueWith(int octet) throws WebSocketException {
    if (octet < minimum || octet > maximum) {
      throw malformed();
    }
    missing--;
    minimum = CONTINUATION_MINIMUM;
    maximum = CONTINUATION_MAXIMUM;
  }

  /// Checks that the text does not end within a character.
  void finish() throws WebSocketException {
    if (missing > 0) {
      throw malformed();
    }
  }

  private static WebSocketException malformed() {
    return new WebSocketException(CloseReason.INVALID_CONTENT, "a text is not UTF-8");
  }
}
