package io.github.tinyhttp.transcript;

import io.github.tinyhttp.Transcript;
import io.github.tinyhttp.syntax.Secrets;

/// What may be shown of fields and of request targets.
final class FieldText {
  private FieldText() {}

  /// A field as it may be shown.
  static String field(Transcript options, String name, String value) {
    return Escape.of(name) + ": " + value(options, name, value);
  }

  private static String value(Transcript options, String name, String value) {
    if (options.isRedacted(name)) {
      return Secrets.REDACTED;
    }
    boolean reference = name.equals(":path") || Secrets.isReference(name);
    return reference ? target(options, value) : Escape.of(value);
  }

  /// A request target, or a reference, as it may be shown.
  static String target(Transcript options, String target) {
    int end = options.isQueryRedacted() ? Secrets.endOfPath(target) : target.length();
    return end == target.length()
        ? Escape.of(target)
        : Escape.of(target.substring(0, end)) + target.charAt(end) + Secrets.REDACTED;
  }
}
