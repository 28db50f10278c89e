package io.github.tinyhttp.http1;

import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.Host;

/// A request target, RFC 9112 §3.2: where its parts lie in the head's bytes.
///
/// @param start of the whole target
/// @param end of the whole target
/// @param authorityStart of host and port, if the target has them, else the same as `pathStart`
/// @param pathStart of the path, which follows the authority; `*` counts as a path
/// @param pathEnd of the path; the question mark of a query follows
record Target(int start, int end, int authorityStart, int pathStart, int pathEnd) {

  /// Finds the parts and checks them.
  ///
  /// @param secure whether the connection is secured: only then is the server the origin of https
  ///   URIs
  static Target parse(HttpMethod method, byte[] bytes, int start, int end, boolean secure)
      throws PeerFault {
    if (method.equals(HttpMethod.CONNECT)) {
      return authorityForm(bytes, start, end);
    }
    if (bytes[start] == '/') {
      return originForm(bytes, start, end, start, start);
    }
    if (end - start == 1 && bytes[start] == '*') {
      if (!method.equals(HttpMethod.OPTIONS)) {
        throw new PeerFault(Rule.TARGET_FORM);
      }
      return new Target(start, end, start, start, end);
    }
    return absoluteForm(bytes, start, end, secure);
  }

  private static Target originForm(
      byte[] bytes, int start, int end, int authorityStart, int pathStart) throws PeerFault {
    int pathEnd = pathStart;
    while (pathEnd < end && bytes[pathEnd] != '?') {
      boolean right =
          bytes[pathEnd] == '%' ? isEscape(bytes, pathEnd, end) : Ascii.isPathByte(bytes[pathEnd]);
      if (!right) {
        throw new PeerFault(Rule.TARGET);
      }
      pathEnd++;
    }
    for (int i = pathEnd; i < end; i++) {
      if (!Ascii.isQueryByte(bytes[i])) {
        throw new PeerFault(Rule.TARGET);
      }
    }
    return new Target(start, end, authorityStart, pathStart, pathEnd);
  }

  private static boolean isEscape(byte[] bytes, int at, int end) {
    return at + 2 < end && Ascii.isHex(bytes[at + 1]) && Ascii.isHex(bytes[at + 2]);
  }

  private static Target authorityForm(byte[] bytes, int start, int end) throws PeerFault {
    // RFC 9110 §9.3.6: host and port, both there; nothing can be reached at port 0
    if (!Host.isValid(bytes, start, end)
        || Host.portOf(bytes, start, end).chars().allMatch(digit -> digit == '0')) {
      throw new PeerFault(Rule.TARGET_FORM);
    }
    return new Target(start, end, start, end, end);
  }

  private static Target absoluteForm(byte[] bytes, int start, int end, boolean secure)
      throws PeerFault {
    int authority;
    if (startsWith(bytes, start, end, "http://")) {
      authority = start + 7;
    } else if (startsWith(bytes, start, end, "https://")) {
      if (!secure) {
        // RFC 9110 §7.4: no server is the origin of an https URI over an unsecured connection
        throw new PeerFault(Rule.TARGET_SCHEME);
      }
      authority = start + 8;
    } else {
      throw new PeerFault(Rule.TARGET);
    }
    int authorityEnd = authority;
    while (authorityEnd < end && bytes[authorityEnd] != '/' && bytes[authorityEnd] != '?') {
      authorityEnd++;
    }
    // an http URI has a host (RFC 9110 §4.2.1); a user name before it is refused with it (§4.2.4)
    if (authorityEnd == authority || !Host.isValid(bytes, authority, authorityEnd)) {
      throw new PeerFault(Rule.TARGET);
    }
    return originForm(bytes, start, end, authority, authorityEnd);
  }

  private static boolean startsWith(byte[] bytes, int start, int end, String lower) {
    return end - start >= lower.length() && Ascii.equalsIgnoreCase(bytes, start, lower);
  }

  boolean hasAuthority() {
    return pathStart > authorityStart;
  }

  /// Whether this is `*`, or a whole URI without path and query in an OPTIONS request, which means
  /// the same (RFC 9112 §3.2.4).
  boolean isServerWide(byte[] bytes, HttpMethod method) {
    return method.equals(HttpMethod.OPTIONS)
        && (bytes[start] == '*' || hasAuthority() && pathStart == end);
  }
}
