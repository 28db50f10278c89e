package io.github.tinyhttp.syntax;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/// A reference to a resource, whole or relative, as `Location` and similar fields carry it (RFC
/// 9110 §10.2.2).
public final class UriReference {
  private UriReference() {}

  /// The reference in ASCII: other characters are encoded as UTF-8. They are not composed or
  /// otherwise changed before, so the reference still names the same file or row. Escapes stay.
  ///
  /// @throws IllegalArgumentException if it is not a URI reference: with a space, a control
  ///   character, a backslash, or a percent sign without two digits
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
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(reference)) {
      throw new IllegalArgumentException("half of a character in " + Ascii.printable(reference));
    }
    return PercentCoding.encode(reference, c -> c < 0x80);
  }
}
