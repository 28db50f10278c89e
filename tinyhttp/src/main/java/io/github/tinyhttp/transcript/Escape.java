package io.github.tinyhttp.transcript;

/// Bytes that a peer has chosen, as text that is safe in a line: visible ASCII and spaces are as
/// they are, a backslash is `\\`, and every other byte is `\r`, `\n`, `\t` or `\xHH`.
///
/// A backslash begins nothing else, so no text can pretend to be another line, an escape sequence
/// of a terminal, or the mark of text that was left out: `\+12` for twelve further bytes.
final class Escape {
  /// How many bytes of one text are shown.
  static final int MOST = 2048;

  private static final String HEX = "0123456789ABCDEF";

  private Escape() {}

  /// Escapes a text of one character for each byte.
  static String of(String latin1) {
    int shown = Math.min(latin1.length(), MOST);
    if (shown == latin1.length() && isSafe(latin1)) {
      return latin1;
    }
    var out = new StringBuilder(shown + 16);
    for (int i = 0; i < shown; i++) {
      append(out, latin1.charAt(i));
    }
    if (shown < latin1.length()) {
      out.append("\\+").append(latin1.length() - shown);
    }
    return out.toString();
  }

  /// Escapes a text, and puts it in quotes; a quote within is `\"`.
  static String quoted(String latin1) {
    return '"' + of(latin1).replace("\"", "\\\"") + '"';
  }

  private static boolean isSafe(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private static void append(StringBuilder out, char c) {
    switch (c) {
      case '\\' -> out.append("\\\\");
      case '\r' -> out.append("\\r");
      case '\n' -> out.append("\\n");
      case '\t' -> out.append("\\t");
      default -> {
        if (c >= ' ' && c <= '~') {
          out.append(c);
        } else {
          out.append("\\x").append(HEX.charAt(c >> 4 & 0xF)).append(HEX.charAt(c & 0xF));
        }
      }
    }
  }
}
