package io.github.tinyhttp.http2;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What is known of a field name in responses: as it is sent, and how its values are represented.
/// The common names are made once, in the spellings that applications use.
///
/// @param lower the name in lower case, as RFC 9113 §8.2 wants it
/// @param index of the name in the static table; 0 if it is not there
/// @param sent whether the field may be sent: not if it speaks of a connection (§8.2.2)
record ResponseFieldName(String lower, int index, Indexing indexing, boolean sent) {
  private static final Set<String> NOT_SENT =
      Set.of("connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade");

  private static final Set<String> SECRET =
      Set.of("authentication-info", "authorization", "proxy-authorization", "set-cookie");

  /// Names whose values are few on one connection. Any other value would push these out.
  private static final Set<String> REPEATED =
      Set.of(
          "accept-ranges",
          "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin",
          "access-control-expose-headers",
          "access-control-max-age",
          "allow",
          "alt-svc",
          "cache-control",
          "content-encoding",
          "content-language",
          "content-security-policy",
          "content-type",
          "cross-origin-opener-policy",
          "cross-origin-resource-policy",
          "date",
          "permissions-policy",
          "referrer-policy",
          "server",
          "strict-transport-security",
          "vary",
          "x-content-type-options",
          "x-frame-options");

  private static final List<String> OTHERS =
      List.of("content-length", "etag", "expires", "last-modified", "location", "link");

  private static final Map<String, ResponseFieldName> KNOWN = new HashMap<>();

  static {
    REPEATED.forEach(ResponseFieldName::know);
    OTHERS.forEach(ResponseFieldName::know);
    SECRET.forEach(ResponseFieldName::know);
    NOT_SENT.forEach(ResponseFieldName::know);
  }

  private static void know(String lower) {
    ResponseFieldName made = make(lower);
    KNOWN.put(lower, made);
    var title = new StringBuilder(lower);
    for (int i = 0; i < lower.length(); i++) {
      if (i == 0 || lower.charAt(i - 1) == '-') {
        title.setCharAt(i, Character.toUpperCase(lower.charAt(i)));
      }
    }
    KNOWN.put(title.toString(), made);
  }

  private static ResponseFieldName make(String lower) {
    Indexing indexing =
        SECRET.contains(lower)
            ? Indexing.NEVER
            : REPEATED.contains(lower) ? Indexing.INDEXED : Indexing.LITERAL;
    return new ResponseFieldName(
        lower, StaticTable.indexOf(lower), indexing, !NOT_SENT.contains(lower));
  }

  /// What is known of a name, spelled as it may be.
  static ResponseFieldName of(String name) {
    ResponseFieldName known = KNOWN.get(name);
    return known != null ? known : make(name.toLowerCase(Locale.ROOT));
  }
}
