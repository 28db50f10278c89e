package io.github.tinyhttp.syntax;

import java.nio.charset.StandardCharsets;

/// Writes what a client chooses into a line between quotes or blanks, so that it ends neither.
public final class Escapes {
  private static final String HEX = "0123456789abcdef";

  private Escapes() {}

  /// Appends text. Quotes and backslashes get a backslash; what is not printable ASCII becomes the
  /// octets of UTF-8, as `\xHH`.
  public static void append(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        out.append(c);
      } else {
        int point = text.codePointAt(i);
        appendOctets(out, point);
        i += Character.charCount(point) - 1;
      }
    }
  }

  private static void appendOctets(StringBuilder out, int point) {
    String alone = Character.toString(point);
    for (byte octet : alone.getBytes(StandardCharsets.UTF_8)) {
      out.append("\\x").append(HEX.charAt(octet >> 4 & 0xF)).append(HEX.charAt(octet & 0xF));
    }
  }
}
