package io.github.tinyhttp.files;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/// Relative references to entries of a directory (RFC 3986 §4.2), for links and redirects.
final class RelativeReference {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private RelativeReference() {}

  /// The name as a reference: whatever is not unreserved is encoded, so it is neither scheme, host
  /// nor query, and ends no attribute. A slash at the end stays.
  static String to(String name) {
    return encode(name, "-._~/");
  }

  /// The reference from a directory's name without a slash to the one with it.
  ///
  /// @param query as it was sent; it stays, but for characters that no query may have
  static String toDirectory(String name, Optional<String> query) {
    return to(name + "/")
        + query.map(text -> "?" + encode(text, "-._~/!$&'()*+,;=:@?%")).orElse("");
  }

  private static String encode(String text, String kept) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var encoded = new StringBuilder(bytes.length + 8);
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xFF);
      boolean stays =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || kept.indexOf(c) >= 0 && (c != '%' || isEscape(bytes, i));
      if (stays) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.toHexDigits(bytes[i]));
      }
    }
    return encoded.toString();
  }

  private static boolean isEscape(byte[] bytes, int at) {
    return at + 2 < bytes.length
        && HexFormat.isHexDigit(bytes[at + 1])
        && HexFormat.isHexDigit(bytes[at + 2]);
  }
}
