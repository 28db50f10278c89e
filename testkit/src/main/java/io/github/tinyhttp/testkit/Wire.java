package io.github.tinyhttp.testkit;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// What is on the wire, written as Java strings: one `char` is one octet (Latin-1).
public final class Wire {
  private Wire() {}

  /// The octets of `text`.
  ///
  /// @throws IllegalArgumentException if a character is over U+00FF, and so no octet
  public static byte[] octets(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        throw new IllegalArgumentException(
            "no octet at " + i + ": U+%04X".formatted((int) text.charAt(i)));
      }
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// The text of `octets`, one character each.
  public static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  /// A text block as a message head: every line end becomes CRLF. What has to have a bare LF or CR
  /// is written as a plain string.
  public static String crlf(String block) {
    return block.replace("\n", "\r\n");
  }

  /// A GET request of HTTP/1.1 for `path`, or another target.
  public static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  /// `text` printable in one line: `\r`, `\n`, `\t`, `\\` and `\xHH` for what is not visible ASCII.
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

  /// The opposite of [#escape(String)].
  ///
  /// @throws IllegalArgumentException if a backslash starts nothing known
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
