package io.github.tinyhttp.http2;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.Host;

/// One field of a header or trailer section as HPACK gives it, with what the rules of RFC 9113 §8.2
/// say of it. The table of the decoder keeps these, so a field that is sent again is checked once.
///
/// @param name in lower case, unless the kind says that it is malformed
/// @param wellFormed whether the value is what its name wants: a host, or a path with or without a
///   query; true for any other name
record HeaderField(String name, String value, Kind kind, boolean wellFormed) {
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
    Kind kind = kindOf(name, value);
    boolean wellFormed =
        switch (kind) {
          case AUTHORITY, HOST -> Host.isHost(value);
          case PATH -> isPath(value);
          default -> true;
        };
    return new HeaderField(name, value, kind, wellFormed);
  }

  /// A field of a response.
  static HeaderField ofResponse(String name, String value) {
    return new HeaderField(name, value, Kind.PLAIN, true);
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

  /// Whether it is an absolute path with or without a query.
  private static boolean isPath(String text) {
    int query = text.indexOf('?');
    int end = query < 0 ? text.length() : query;
    for (int i = 0; i < text.length(); i++) {
      byte b = (byte) text.charAt(i);
      boolean right =
          i >= end ? Ascii.isQueryByte(b) : b == '%' ? isEscape(text, i, end) : Ascii.isPathByte(b);
      if (!right) {
        return false;
      }
    }
    return text.startsWith("/");
  }

  private static boolean isEscape(String text, int at, int end) {
    return at + 2 < end
        && Ascii.isHex((byte) text.charAt(at + 1))
        && Ascii.isHex((byte) text.charAt(at + 2));
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
