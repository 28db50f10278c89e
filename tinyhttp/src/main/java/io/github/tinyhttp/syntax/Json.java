package io.github.tinyhttp.syntax;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Writes JSON, RFC 8259, in one line. What is written never contains a line end or another control
/// character, whatever the strings do, nor half of a surrogate pair.
public final class Json {
  private static final String HEX = "0123456789abcdef";

  private Json() {}

  /// Appends a value.
  ///
  /// @param value a string, a finite number, a boolean, or a list or a map of these with strings as
  ///   keys
  /// @throws IllegalArgumentException if it is none of these
  public static void append(StringBuilder out, Object value) {
    switch (value) {
      case CharSequence text -> appendString(out, text);
      case Boolean bool -> out.append(bool);
      case Double number when !Double.isFinite(number) ->
          throw new IllegalArgumentException("JSON has no " + number);
      case Float number when !Float.isFinite(number) ->
          throw new IllegalArgumentException("JSON has no " + number);
      case Number number -> out.append(number);
      case List<?> list -> appendList(out, list);
      case Map<?, ?> map -> appendMap(out, map);
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private static void appendList(StringBuilder out, List<?> list) {
    out.append('[');
    for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
      append(out, items.next());
      out.append(items.hasNext() ? "," : "");
    }
    out.append(']');
  }

  private static void appendMap(StringBuilder out, Map<?, ?> map) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      if (!(entry.getKey() instanceof String name)) {
        throw new IllegalArgumentException("the name of a JSON member is a string");
      }
      appendString(out, name);
      append(out.append(':'), entry.getValue());
      separator = ",";
    }
    out.append('}');
  }

  /// Appends a string in quotes.
  public static void appendString(StringBuilder out, CharSequence text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (isEscaped(text, i)) {
            appendEscaped(out, c);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /// Control characters, the line ends of Unicode, and halves of pairs that stand alone.
  private static boolean isEscaped(CharSequence text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
    }
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  private static void appendEscaped(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt(c >> shift & 0xF));
    }
  }
}
