package io.github.tinyhttp.syntax;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which fields an application may put where. Names without regard to case.
public final class FieldRules {
  private static final Set<String> FRAMING =
      names("connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding");

  /// Fields that a recipient needs before the content: framing, routing, authentication, request
  /// modifiers, response control, the format of the content.
  private static final Set<String> NEEDED_BEFORE_CONTENT =
      names(
          "age",
          "authorization",
          "cache-control",
          "content-encoding",
          "content-location",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "expect",
          "expires",
          "host",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "location",
          "max-forwards",
          "pragma",
          "proxy-authenticate",
          "proxy-authorization",
          "range",
          "retry-after",
          "set-cookie",
          "upgrade",
          "vary",
          "via",
          "www-authenticate");

  /// Fields of a response that have one value: two lines of them contradict each other.
  private static final Set<String> SINGLE =
      names(
          "age",
          "content-location",
          "content-range",
          "content-type",
          "date",
          "etag",
          "expires",
          "last-modified",
          "location",
          "retry-after",
          "server");

  private FieldRules() {}

  private static Set<String> names(String... names) {
    var set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(List.of(names));
    return set;
  }

  /// Whether the library writes the field itself, so that a message is never framed in two ways.
  public static boolean isOurs(String name) {
    return FRAMING.contains(name);
  }

  /// Whether a message may have one line of that name at most (RFC 9110 §5.3).
  public static boolean isSingle(String name) {
    return SINGLE.contains(name);
  }

  /// Whether the field may follow the content, RFC 9110 §6.5.1.
  public static boolean isTrailer(String name) {
    return !isOurs(name) && !NEEDED_BEFORE_CONTENT.contains(name);
  }
}
