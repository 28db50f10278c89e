package io.github.tinyhttp.syntax;

import java.util.Locale;
import java.util.function.BiConsumer;

/// The parameters of the `Content-Disposition` of a part of a form, RFC 7578 §4.2, as clients write
/// them. They agree on no way to write a name, so this takes all: nothing of a body's framing
/// depends on it. Each character is looked at a fixed number of times.
public final class DispositionParameters {
  private final String text;
  private int at;

  private DispositionParameters(String text) {
    this.text = text;
  }

  /// Reads all parameters after the first semicolon, and gives each name, in lower case, and value
  /// to `parameters`. What is no parameter is left out.
  public static void read(String text, BiConsumer<String, String> parameters) {
    new DispositionParameters(text).read(parameters);
  }

  private void read(BiConsumer<String, String> parameters) {
    passTo(";");
    while (at < text.length()) {
      at++;
      int start = at;
      passTo("=;");
      String name = text.substring(start, at).strip().toLowerCase(Locale.ROOT);
      if (isAt('=')) {
        at++;
        parameters.accept(name, value());
      }
      passTo(";");
    }
  }

  private String value() {
    skipBlanks();
    if (isAt('"')) {
      at++;
      return quoted();
    }
    int start = at;
    passTo(";");
    return text.substring(start, at).strip();
  }

  /// The content of a quoted string after its first quote. Browsers write `%22`, `%0D` and `%0A`
  /// for a quote, CR and LF, and nothing else so (WHATWG HTML §4.10.22.8); other programs put a
  /// backslash before a quote or a backslash, and elsewhere one is a backslash; still others write
  /// a quote as it is, so that only one before a semicolon or the end is the last.
  private String quoted() {
    var content = new StringBuilder();
    while (at < text.length() && !isLastQuote()) {
      if (text.startsWith("\\\"", at) || text.startsWith("\\\\", at)) {
        content.append(text.charAt(at + 1));
        at += 2;
      } else if (text.startsWith("%22", at)) {
        content.append('"');
        at += 3;
      } else if (text.regionMatches(true, at, "%0D", 0, 3)) {
        content.append('\r');
        at += 3;
      } else if (text.regionMatches(true, at, "%0A", 0, 3)) {
        content.append('\n');
        at += 3;
      } else {
        content.append(text.charAt(at++));
      }
    }
    return content.toString();
  }

  private boolean isLastQuote() {
    if (!isAt('"')) {
      return false;
    }
    int next = at + 1;
    while (next < text.length() && isBlank(text.charAt(next))) {
      next++;
    }
    return next == text.length() || text.charAt(next) == ';';
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private boolean isAt(char wanted) {
    return at < text.length() && text.charAt(at) == wanted;
  }

  private void passTo(String ends) {
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
  }
}
