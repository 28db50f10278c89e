package io.github.tinyhttp.testkit;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Octets written as Java strings: one `char` is one octet (Latin-1).
public final class Wire {
  private Wire() {}

  /// Converts text to octets.
  ///
  /// @throws IllegalArgumentException if a character is above U+00FF, and so is not an octet
  public static byte[] octets(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        throw new IllegalArgumentException(
            "not an octet at " + i + ": U+%04X".formatted((int) text.charAt(i)));
      }
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Converts octets to text, one character each.
  public static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  /// Converts a text block to lines that end in CRLF. A test that needs a bare LF or CR uses a
  /// plain string instead.
  public static String crlf(String block) {
    return block.replace("\n", "\r\n");
  }

  /// A GET request of HTTP/1.1 for `path`, or another target.
  public static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  /// Escapes text for printing in one line: `\r`, `\n`, `\t`, `\\`, and `\xHH` for all other
  /// characters outside visible ASCII.
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\r' -> escaped.append("\\r");
        case '\n' -> escaped.append("\\n");
        case '\t' -> escaped.append("\\t");
        case '\\' -> escaped.append("\\\\");
        default -> {
          if (c >= ' ' && c < 0x7F) {
            escaped.append(c);
          } else {
            escaped.append("\\x").append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
          }
        }
      }
    }
    return escaped.toString();
  }

  /// Reverses [#escape(String)].
  ///
  /// @throws IllegalArgumentException if a backslash begins an unknown escape
  public static String unescape(String escaped) {
    StringBuilder text = new StringBuilder(escaped.length());
    int i = 0;
    while (i < escaped.length()) {
      char c = escaped.charAt(i++);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char kind = i < escaped.length() ? escaped.charAt(i++) : ' ';
      switch (kind) {
        case 'r' -> text.append('\r');
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 's' -> text.append(' ');
        case '\\' -> text.append('\\');
        case 'x' -> {
          text.append((char) HexFormat.fromHexDigits(escaped, i, i + 2));
          i += 2;
        }
        default ->
            throw new IllegalArgumentException("unknown escape at " + (i - 1) + ": " + escaped);
      }
    }
    return text.toString();
  }
}
