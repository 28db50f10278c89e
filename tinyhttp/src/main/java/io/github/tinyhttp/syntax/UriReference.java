package io.github.tinyhttp.syntax;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A reference to a resource, whole or relative, as `Location` and similar fields carry it (RFC
/// 9110 §10.2.2).
public final class UriReference {
  /// A scheme and an authority, or one of them, or neither (RFC 3986 §4.1).
  private static final Pattern BEFORE_PATH =
      Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*+:)?+(?://[^/?#]*+)?+");

  private UriReference() {}

  /// The reference as a URI has it. Applications make references of what clients send, such as the
  /// target of a request, whose path and query may have characters that no URI has: behind the
  /// authority those are encoded, and so is a percent sign that begins no escape, which gives a
  /// client the same target again. Other characters than ASCII are encoded as UTF-8. They are not
  /// composed or otherwise changed before, so the reference still names the same file or row.
  /// Escapes stay.
  ///
  /// @throws IllegalArgumentException if it is not a URI reference all the same: with a control
  ///   character, half of a character, or a malformed authority
  public static String ascii(String reference) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(reference)) {
      throw new IllegalArgumentException("half of a character in " + Ascii.printable(reference));
    }
    if (reference.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
      throw new IllegalArgumentException("a control character in " + Ascii.printable(reference));
    }
    String encoded = encoded(reference);
    try {
      URI _ = new URI(encoded);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "not a URI reference, " + e.getReason() + ": " + Ascii.printable(reference), e);
    }
    return PercentCoding.encode(encoded, c -> c < 0x80);
  }

  private static String encoded(String reference) {
    Matcher before = BEFORE_PATH.matcher(reference);
    int path = before.lookingAt() ? before.end() : 0;
    int fragment = reference.indexOf('#', path);
    int end = fragment < 0 ? reference.length() : fragment;
    return reference.substring(0, path)
        + PercentCoding.encodeIllegal(reference.substring(path, end))
        + (fragment < 0 ? "" : "#" + PercentCoding.encodeIllegal(reference.substring(end + 1)));
  }
}
