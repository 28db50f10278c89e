package io.github.tinyhttp.syntax;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// What of a message is secret, the same for every log.
public final class Secrets {
  /// Stands in the place of what is secret.
  public static final String REDACTED = "[redacted]";

  /// The fields, in lower case, whose values are always secret.
  public static final Set<String> FIELDS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

  /// The fields whose values are references to resources, or have some.
  private static final Set<String> REFERENCES = Set.of("referer", "location", "content-location");

  private Secrets() {}

  /// Names of fields, in lower case, with more of them in any case.
  public static Set<String> with(Set<String> names, String... more) {
    var all = new HashSet<>(names);
    for (String name : more) {
      all.add(name.toLowerCase(Locale.ROOT));
    }
    return Set.copyOf(all);
  }

  /// Whether the value of a field, whose name is in any case, is a reference.
  public static boolean isReference(String field) {
    return REFERENCES.contains(field.toLowerCase(Locale.ROOT));
  }

  /// Where the query of a request target or reference begins, or else its fragment; its length if
  /// it has neither. What follows may be secret.
  public static int endOfPath(String target) {
    int at = 0;
    while (at < target.length() && target.charAt(at) != '?' && target.charAt(at) != '#') {
      at++;
    }
    return at;
  }
}
