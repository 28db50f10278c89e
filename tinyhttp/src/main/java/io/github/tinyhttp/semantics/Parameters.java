package io.github.tinyhttp.semantics;

import io.github.tinyhttp.wire.Ascii;
import java.util.Optional;

/// Parameters behind a value, RFC 9110 §5.6.6: `text/plain; charset="utf-8"`. What is malformed is
/// passed over up to the next semicolon.
final class Parameters {
  private final String text;
  private int at;

  private Parameters(String text) {
    this.text = text;
  }

  /// The value of the first parameter of that name, without its quotes.
  ///
  /// @param lowerName the name in lower case; names have no case
  static Optional<String> find(String text, String lowerName) {
    var parameters = new Parameters(text);
    parameters.passOver();
    while (parameters.at < text.length()) {
      String name = parameters.token();
      if (parameters.accept('=')) {
        String value = parameters.value();
        if (name.equalsIgnoreCase(lowerName) && parameters.isAtEnd()) {
          return Optional.of(value);
        }
      }
      parameters.passOver();
    }
    return Optional.empty();
  }

  /// Goes behind the next semicolon that is not quoted, and the blanks after it.
  private void passOver() {
    while (at < text.length() && text.charAt(at) != ';') {
      if (text.charAt(at) == '"') {
        quoted();
      } else {
        at++;
      }
    }
    at = Math.min(at + 1, text.length());
    blanks();
  }

  private void blanks() {
    while (at < text.length() && Ascii.isBlank((byte) text.charAt(at))) {
      at++;
    }
  }

  private boolean isAtEnd() {
    blanks();
    return at == text.length() || text.charAt(at) == ';';
  }

  private boolean accept(char wanted) {
    boolean there = at < text.length() && text.charAt(at) == wanted;
    at += there ? 1 : 0;
    return there;
  }

  private String token() {
    int start = at;
    while (at < text.length() && Ascii.isTokenByte((byte) text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private String value() {
    return at < text.length() && text.charAt(at) == '"' ? quoted() : token();
  }

  /// A quoted string from its first quote on, §5.6.4: behind a backslash stands what is meant.
  private String quoted() {
    var content = new StringBuilder();
    at++;
    while (at < text.length() && !accept('"')) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      content.append(text.charAt(at++));
    }
    return content.toString();
  }
}
