package io.github.tinyhttp.http2;

import io.github.tinyhttp.syntax.Ascii;

/// One field of a header or trailer section as HPACK gives it, with what the rules of RFC 9113 §8.2
/// say of it. The table of the decoder keeps these, so a field that is sent again is checked once.
///
/// @param name in lower case, unless the kind says that it is malformed
record HeaderField(String name, String value, Kind kind) {
  /// What an entry costs beyond its octets, RFC 7541 §4.1.
  static final int OVERHEAD = 32;

  /// What a field is to a server.
  enum Kind {
    METHOD,
    SCHEME,
    AUTHORITY,
    PATH,
    PROTOCOL,
    UNKNOWN_PSEUDO,
    HOST,
    CONTENT_LENGTH,
    COOKIE,
    EXPECT,
    TE,
    PRIORITY,
    /// A field that speaks of a connection, §8.2.2.
    CONNECTION_SPECIFIC,
    /// The name is empty, has a letter in upper case, or a character that no token has.
    BAD_NAME,
    /// The value has a control character, or white space around it.
    BAD_VALUE,
    /// Any other field.
    PLAIN
  }

  static HeaderField of(String name, String value) {
    return new HeaderField(name, value, kindOf(name, value));
  }

  private static Kind kindOf(String name, String value) {
    if (!isName(name)) {
      return Kind.BAD_NAME;
    }
    if (!Ascii.isFieldValue(value)) {
      return Kind.BAD_VALUE;
    }
    return switch (name) {
      case ":method" -> Kind.METHOD;
      case ":scheme" -> Kind.SCHEME;
      case ":authority" -> Kind.AUTHORITY;
      case ":path" -> Kind.PATH;
      case ":protocol" -> Kind.PROTOCOL;
      case "host" -> Kind.HOST;
      case "content-length" -> Kind.CONTENT_LENGTH;
      case "cookie" -> Kind.COOKIE;
      case "expect" -> Kind.EXPECT;
      case "te" -> Kind.TE;
      case "priority" -> Kind.PRIORITY;
      case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" ->
          Kind.CONNECTION_SPECIFIC;
      default -> name.charAt(0) == ':' ? Kind.UNKNOWN_PSEUDO : Kind.PLAIN;
    };
  }

  /// Whether it is a token in lower case, behind a colon at most.
  private static boolean isName(String name) {
    int start = name.startsWith(":") ? 1 : 0;
    for (int i = start; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > 0x7F || c >= 'A' && c <= 'Z' || !Ascii.isTokenByte((byte) c)) {
        return false;
      }
    }
    return name.length() > start;
  }

  /// Whether the name begins with a colon.
  boolean isPseudo() {
    return name.startsWith(":");
  }

  /// What the field counts for in a table and in a list, RFC 7541 §4.1 and RFC 9113 §6.5.2.
  int size() {
    return name.length() + value.length() + OVERHEAD;
  }
}
