package io.github.tinyhttp.files;

import io.github.tinyhttp.syntax.PercentCoding;
import java.util.Optional;

/// Relative references to entries of a directory (RFC 3986 §4.2), for links and redirects.
final class RelativeReference {
  private RelativeReference() {}

  /// The name as a reference. Every character that is not unreserved is encoded, so the reference
  /// has neither scheme, host nor query, and ends no attribute of HTML. A slash at the end stays.
  static String to(String name) {
    return PercentCoding.encode(name, c -> c == '/' || PercentCoding.isUnreserved(c));
  }

  /// The reference from a directory's name without a slash to the one with it.
  ///
  /// @param query as it was sent; characters that no query may have are encoded
  static String toDirectory(String name, Optional<String> query) {
    return to(name + "/") + query.map(text -> "?" + PercentCoding.encodeIllegal(text)).orElse("");
  }
}
