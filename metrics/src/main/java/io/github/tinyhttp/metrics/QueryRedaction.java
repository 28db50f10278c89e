package io.github.tinyhttp.metrics;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Hides values of a query that let others act in the client's name.
final class QueryRedaction {
  /// Redacts the parameters that the conventions of OpenTelemetry name: signatures of links to
  /// stored objects.
  static final QueryRedaction DEFAULT =
      new QueryRedaction(
          Set.of(
              "AWSAccessKeyId",
              "Signature",
              "sig",
              "X-Goog-Signature",
              "X-Amz-Credential",
              "X-Amz-Security-Token",
              "X-Amz-Signature"));

  private static final String REDACTED = "REDACTED";

  private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  private QueryRedaction(Set<String> names) {
    this.names.addAll(names);
  }

  QueryRedaction and(String... more) {
    var all = new TreeSet<>(names);
    all.addAll(List.of(more));
    return new QueryRedaction(all);
  }

  /// The query with the values of such parameters replaced; names and order stay.
  String redact(String query) {
    return Arrays.stream(query.split("&", -1))
        .map(this::redactOne)
        .collect(Collectors.joining("&"));
  }

  private String redactOne(String parameter) {
    int equals = parameter.indexOf('=');
    return equals >= 0 && names.contains(decoded(parameter.substring(0, equals)))
        ? parameter.substring(0, equals + 1) + REDACTED
        : parameter;
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return name;
    }
  }
}
