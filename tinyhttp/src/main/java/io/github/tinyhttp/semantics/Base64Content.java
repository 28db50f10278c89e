package io.github.tinyhttp.semantics;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Content in base64, RFC 2045 §6.8. Characters that are not of its alphabet are skipped.
final class Base64Content extends TransferDecoder {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final byte[] VALUES = new byte[256];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      VALUES[ALPHABET.charAt(i)] = (byte) i;
    }
  }

  /// The last bits that were read, and how many of them are not used.
  private int bits;

  private int unused;

  Base64Content(InputStream sent) {
    super(sent);
  }

  @Override
  int decode() throws IOException {
    while (unused < 8) {
      int one = next();
      if (one < 0) {
        return -1;
      }
      if (VALUES[one] >= 0) {
        bits = bits << 6 | VALUES[one];
        unused += 6;
      } else if (one == '=') {
        unused = 0; // the padding of a group, after which another may follow
      }
    }
    unused -= 8;
    return bits >> unused & 0xFF;
  }
}
