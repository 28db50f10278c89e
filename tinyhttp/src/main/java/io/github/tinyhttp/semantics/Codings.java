package io.github.tinyhttp.semantics;

import io.github.tinyhttp.ContentCoding;
import java.util.Locale;
import java.util.Optional;

/// Content codings by their names in `Content-Encoding` and `Accept-Encoding`.
final class Codings {
  private Codings() {}

  /// The installed coding of that name, or of a name that means the same.
  static Optional<ContentCoding> named(String name) {
    String plain = canonical(name);
    return ContentCoding.installed().stream().filter(one -> one.name().equals(plain)).findFirst();
  }

  /// The name in lower case, and without the obsolete `x-`: RFC 9110 §8.4.1.1 and §8.4.1.3.
  static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("x-gzip") || lower.equals("x-compress") ? lower.substring(2) : lower;
  }

  /// The names of all installed codings as a list for `Accept-Encoding`.
  static String names() {
    return String.join(", ", ContentCoding.installed().stream().map(ContentCoding::name).toList());
  }
}
