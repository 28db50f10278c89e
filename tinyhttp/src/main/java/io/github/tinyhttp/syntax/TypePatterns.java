package io.github.tinyhttp.syntax;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A set of media types: `text/html`, `text/*`, `*+json` (RFC 6838 §4.2.8), or all.
public final class TypePatterns {
  private final Set<String> patterns;

  /// @param patterns as [#check(String)] takes them
  public TypePatterns(List<String> patterns) {
    this.patterns =
        patterns.stream()
            .map(pattern -> pattern.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /// @throws IllegalArgumentException if it is not a pattern
  public static void check(String pattern) {
    int slash = pattern.indexOf('/');
    String type = slash < 0 ? "" : pattern.substring(0, slash);
    String subtype = pattern.substring(slash + 1);
    boolean suffix = slash < 0 && subtype.startsWith("*+") && Ascii.isToken(subtype.substring(2));
    boolean range = Ascii.isToken(type) && subtype.equals("*");
    boolean one = Ascii.isToken(type) && Ascii.isToken(subtype) && pattern.indexOf('*') < 0;
    if (!suffix && !one && (!range || type.indexOf('*') >= 0 && type.length() > 1)) {
      throw new IllegalArgumentException("not a media type: " + Ascii.printable(pattern));
    }
  }

  /// Whether the type in a `Content-Type` is of the set. Its parameters do not count.
  public boolean contains(String contentType) {
    int end = contentType.indexOf(';');
    String bare = end < 0 ? contentType : contentType.substring(0, end);
    String type = bare.strip().toLowerCase(Locale.ROOT);
    int slash = type.indexOf('/');
    if (slash < 0) {
      return false;
    }
    if (patterns.contains(type) || patterns.contains(type.substring(0, slash) + "/*")) {
      return true;
    }
    int plus = type.lastIndexOf('+');
    return plus > slash && patterns.contains("*" + type.substring(plus))
        || patterns.contains("*/*");
  }
}
