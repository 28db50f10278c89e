package io.github.tinyhttp.syntax;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// A reference to a resource, whole or relative, as `Location` and its like carry it (RFC 9110
/// §10.2.2).
public final class UriReference {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private UriReference() {}

  /// The reference in ASCII: what is not gets encoded as UTF-8, and is not composed or otherwise
  /// changed before, so that it names the same file or row still. What is encoded already stays.
  ///
  /// @throws IllegalArgumentException if it is no URI reference: with a blank, a control character,
  ///   a backslash, or a percent sign without two digits
  public static String ascii(String reference) {
    try {
      URI _ = new URI(reference);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "not a URI reference, "
              + e.getReason()
              + " at index "
              + e.getIndex()
              + ": "
              + Ascii.printable(reference),
          e);
    }
    ByteBuffer bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(reference));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("half of a character in " + Ascii.printable(reference), e);
    }
    if (bytes.remaining() == reference.length()) {
      return reference;
    }
    var ascii = new StringBuilder(3 * bytes.remaining());
    while (bytes.hasRemaining()) {
      byte one = bytes.get();
      if (one >= 0) {
        ascii.append((char) one);
      } else {
        ascii.append('%').append(HEX[one >> 4 & 15]).append(HEX[one & 15]);
      }
    }
    return ascii.toString();
  }
}
