package io.github.tinyhttp.syntax;

import java.util.Optional;

/// Reads a field value from left to right, by the grammar most fields share: tokens, quoted strings
/// and optional white space (RFC 9110 §5.6). Each character is looked at a fixed number of times.
///
/// Belongs to one thread.
public final class ValueReader {
  private final String text;
  private int at;

  /// At the start of a text.
  public ValueReader(String text) {
    this.text = text;
  }

  /// Whether all of the text is read.
  public boolean isAtEnd() {
    return at == text.length();
  }

  /// Whether that character is next.
  public boolean isAt(char wanted) {
    return at < text.length() && text.charAt(at) == wanted;
  }

  /// Reads that character, if it is next.
  ///
  /// @return whether it was
  public boolean accept(char wanted) {
    boolean there = isAt(wanted);
    at += there ? 1 : 0;
    return there;
  }

  /// Skips optional white space.
  public void skipOws() {
    while (isAt(' ') || isAt('\t')) {
      at++;
    }
  }

  /// The characters up to the next that is not of a token; perhaps none.
  public String token() {
    int start = at;
    while (at < text.length() && isTokenCharacter(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean isTokenCharacter(char c) {
    return c < 0x80 && Ascii.isTokenByte((byte) c);
  }

  /// A token or the content of a quoted string, whichever is next; empty if neither is, or if the
  /// string does not end.
  Optional<String> word() {
    if (isAt('"')) {
      return quoted();
    }
    String token = token();
    return token.isEmpty() ? Optional.empty() : Optional.of(token);
  }

  /// The content of a quoted string whose first quote is next (RFC 9110 §5.6.4): a backslash
  /// escapes the character after it. Empty if the string does not end; then all of the text is used
  /// up.
  public Optional<String> quoted() {
    var content = new StringBuilder();
    at++;
    while (at < text.length()) {
      if (accept('"')) {
        return Optional.of(content.toString());
      }
      if (isAt('\\') && at + 1 < text.length()) {
        at++;
      }
      content.append(text.charAt(at++));
    }
    return Optional.empty();
  }

  /// The characters up to the next of that kind, or to the end, quoted or not.
  public String textTo(char end) {
    int start = at;
    int next = text.indexOf(end, at);
    at = next < 0 ? text.length() : next;
    return text.substring(start, at);
  }

  /// Skips to the next character of that kind which is not quoted, or to the end.
  public void passTo(char end) {
    while (!isAtEnd() && !isAt(end)) {
      if (isAt('"')) {
        Optional<String> _ = quoted();
      } else {
        at++;
      }
    }
  }
}
