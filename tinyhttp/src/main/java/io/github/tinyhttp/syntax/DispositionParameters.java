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
    at = afterBlanks(at);
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
  /// a quote as it is, so that only one before a semicolon or the end is the last. The backslash at
  /// the end of a name, as browsers write it, does not hide the last quote.
  private String quoted() {
    var content = new StringBuilder();
    while (at < text.length() && !isLastQuote()) {
      if (text.startsWith("\\\"", at) && isBeforeParameter(at + 2)) {
        content.append(text.charAt(at++));
      } else if (text.startsWith("\\\"", at) || text.startsWith("\\\\", at)) {
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
    int next = afterBlanks(at + 1);
    return next == text.length() || text.charAt(next) == ';';
  }

  /// Whether another parameter begins there, or nothing does.
  private boolean isBeforeParameter(int from) {
    int next = afterBlanks(from);
    if (next == text.length()) {
      return true;
    }
    if (text.charAt(next) != ';') {
      return false;
    }
    int start = afterBlanks(next + 1);
    int end = start;
    while (end < text.length() && isTokenCharacter(text.charAt(end))) {
      end++;
    }
    return end > start && end < text.length() && text.charAt(end) == '=';
  }

  private static boolean isTokenCharacter(char c) {
    return c < 0x80 && Ascii.isTokenByte((byte) c);
  }

  private int afterBlanks(int from) {
    int next = from;
    while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\t')) {
      next++;
    }
    return next;
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
