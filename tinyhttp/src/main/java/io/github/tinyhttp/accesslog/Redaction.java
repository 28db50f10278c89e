package io.github.tinyhttp.accesslog;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.syntax.Secrets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What of a request must not be in a log.
///
/// @param fields in lower case
/// @param queries whether query strings are secret
record Redaction(Set<String> fields, boolean queries) {
  static Redaction of(AccessLog log) {
    return new Redaction(log.redacted(), log.isQueryRedacted());
  }

  /// The value of a field, as it may be written. Clients put their names and titles of pages into
  /// fields in UTF-8.
  Optional<String> field(Headers headers, String name) {
    Optional<String> value = headers.utf8(name);
    if (value.isEmpty()) {
      return value;
    }
    if (fields.contains(name.toLowerCase(Locale.ROOT))) {
      return Optional.of(Secrets.REDACTED);
    }
    return Secrets.isReference(name) ? value.map(this::target) : value;
  }

  /// A target or URI, as it may be written.
  String target(String target) {
    int end = queries ? Secrets.endOfPath(target) : target.length();
    return end == target.length() ? target : target.substring(0, end + 1) + Secrets.REDACTED;
  }

  /// A query string, as it may be written.
  String query(String query) {
    return queries ? Secrets.REDACTED : query;
  }
}
