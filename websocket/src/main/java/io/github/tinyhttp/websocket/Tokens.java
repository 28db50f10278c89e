package io.github.tinyhttp.websocket;

import java.util.HashSet;
import java.util.List;

/// The `token` of RFC 9110 §5.6.2.
final class Tokens {
  private static final String MARKS = "!#$%&'*+-.^_`|~";

  private Tokens() {}

  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(Tokens::isTokenCharacter);
  }

  static boolean isTokenCharacter(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || MARKS.indexOf(c) >= 0;
  }

  /// @throws IllegalArgumentException if one of them is no token, or there twice
  static void checkUnique(List<String> names) {
    var known = new HashSet<String>();
    for (String name : names) {
      if (!isToken(name) || !known.add(name)) {
        throw new IllegalArgumentException("no subprotocol, or named twice: " + name);
      }
    }
  }
}
