package io.github.tinyhttp.syntax;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Percent-encoding, RFC 3986 §2.1, and the form encoding of queries that browsers send.
public final class PercentCoding {
  private static final int MOST_PARAMETERS = 1000;

  private PercentCoding() {}

  /// The text with its escapes decoded as UTF-8. What is no escape stays as it is; bytes that are
  /// not UTF-8 become U+FFFD.
  public static String decode(String text) {
    return text.indexOf('%') < 0 ? text : decode(text, false);
  }

  private static String decode(String text, boolean form) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length() && digit(text, i + 1) >= 0 && digit(text, i + 2) >= 0) {
        bytes.write(digit(text, i + 1) << 4 | digit(text, i + 2));
        i += 2;
      } else if (c == '+' && form) {
        bytes.write(' ');
      } else if (c < 0x80) {
        bytes.write(c);
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int digit(String text, int at) {
    char c = text.charAt(at);
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /// The text with all escaped that has no place in a path or query, RFC 3986 §3.3 and §3.4, though
  /// clients send it: `{` and `|`, for example, or `%` that begins no escape.
  ///
  /// @param text visible ASCII
  public static String encodeIllegal(String text) {
    var encoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escape =
          c == '%' && i + 2 < text.length() && digit(text, i + 1) >= 0 && digit(text, i + 2) >= 0;
      if (escape || c != '%' && (c == '/' || c == '?' || c == ':' || c == '@' || isPart(c))) {
        encoded.append(c);
      } else {
        encoded.append("%%%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }

  private static boolean isPart(char c) {
    return c < 0x80 && Ascii.isHostByte((byte) c);
  }

  /// Names and values of `a=1&b=2`, decoded, in order. At most 1,000 pairs are taken.
  public static Map<String, List<String>> parameters(String query) {
    var parameters = new LinkedHashMap<String, List<String>>();
    int start = 0;
    for (int taken = 0; start <= query.length() && taken < MOST_PARAMETERS; ) {
      int amp = query.indexOf('&', start);
      int end = amp < 0 ? query.length() : amp;
      if (end > start) {
        int equals = query.indexOf('=', start, end);
        boolean hasValue = equals >= 0;
        String name = decode(query.substring(start, hasValue ? equals : end), true);
        String value = hasValue ? decode(query.substring(equals + 1, end), true) : "";
        parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        taken++;
      }
      start = end + 1;
    }
    parameters.replaceAll((_, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(parameters);
  }
}
