package io.github.tinyhttp.semantics;

import io.github.tinyhttp.content.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The content of a part while a transfer encoding of mail is undone. What does not belong to the
/// encoding is left out, as RFC 2045 §6.8 says for base64: each part has its content, and a
/// malformed one does not cost the others.
abstract class TransferDecoder extends BlockInputStream {
  private static final int BUFFER = 4 << 10;

  private final InputStream sent;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int count;

  TransferDecoder(InputStream sent) {
    this.sent = sent;
  }

  /// The next byte of the content, or -1 at its end.
  abstract int decode() throws IOException;

  /// The next byte as it was sent, or -1 at the end.
  final int next() throws IOException {
    if (position == count) {
      position = 0;
      count = Math.max(0, sent.read(buffer, 0, BUFFER));
      if (count == 0) {
        return -1;
      }
    }
    return buffer[position++] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    for (int done = 0; done < length; done++) {
      int one = decode();
      if (one < 0) {
        return done == 0 ? -1 : done;
      }
      into[offset + done] = (byte) one;
    }
    return length;
  }
}
