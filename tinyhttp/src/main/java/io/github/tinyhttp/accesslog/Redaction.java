package io.github.tinyhttp.accesslog;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.Headers;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What of a request must not be in a log.
///
/// @param fields in lower case
/// @param queries whether query strings are secret
record Redaction(Set<String> fields, boolean queries) {
  private static final String REDACTED = "[redacted]";

  static Redaction of(AccessLog log) {
    return new Redaction(log.redacted(), log.isQueryRedacted());
  }

  /// The values of a field, as they may be written.
  Optional<String> field(Headers headers, String name) {
    Optional<String> value = headers.first(name);
    if (value.isEmpty()) {
      return value;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (fields.contains(lower)) {
      return Optional.of(REDACTED);
    }
    return lower.equals("referer") ? value.map(this::target) : value;
  }

  /// A target or URI, as it may be written.
  String target(String target) {
    int query = queries ? target.indexOf('?') : -1;
    return query < 0 ? target : target.substring(0, query + 1) + REDACTED;
  }

  /// A query string, as it may be written.
  String query(String query) {
    return queries ? REDACTED : query;
  }
}
