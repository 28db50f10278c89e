package io.github.tinyhttp.transcript;

import io.github.tinyhttp.Transcript;
import java.util.Locale;
import java.util.Set;

/// What may be shown of fields and of request targets.
final class FieldText {
  static final String REDACTED = "[redacted]";

  /// Fields whose values are, or have, references to resources.
  private static final Set<String> REFERENCES = Set.of("referer", "location", "content-location");

  private FieldText() {}

  /// A field as it may be shown.
  static String field(Transcript options, String name, String value) {
    return Escape.of(name) + ": " + value(options, name, value);
  }

  private static String value(Transcript options, String name, String value) {
    if (options.isRedacted(name)) {
      return REDACTED;
    }
    boolean reference = name.equals(":path") || REFERENCES.contains(name.toLowerCase(Locale.ROOT));
    return reference ? target(options, value) : Escape.of(value);
  }

  /// A request target, or a reference, as it may be shown.
  static String target(Transcript options, String target) {
    int end = options.isQueryRedacted() ? endOfPath(target) : target.length();
    return end == target.length()
        ? Escape.of(target)
        : Escape.of(target.substring(0, end)) + target.charAt(end) + REDACTED;
  }

  /// Where a query begins, or a fragment.
  private static int endOfPath(String target) {
    int at = 0;
    while (at < target.length() && target.charAt(at) != '?' && target.charAt(at) != '#') {
      at++;
    }
    return at;
  }
}
