package io.github.tinyhttp.websocket;

import java.util.HashSet;
import java.util.List;

/// The `token` grammar of RFC 9110 §5.6.2.
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

  /// Checks that every name is a token, and that no name is repeated.
  ///
  /// @throws IllegalArgumentException otherwise
  static void checkUnique(List<String> names) {
    var seen = new HashSet<String>();
    for (String name : names) {
      if (!isToken(name) || !seen.add(name)) {
        throw new IllegalArgumentException("not a subprotocol, or named twice: " + name);
      }
    }
  }
}
