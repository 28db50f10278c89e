package io.github.tinyhttp.syntax;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The character classes of RFC 9110 §5.5 and §5.6, and comparisons of bytes with text that make no
/// string.
public final class Ascii {
  private static final byte TOKEN = 1;
  private static final byte FIELD = 2;
  private static final byte PATH = 4;
  private static final byte HEX = 8;
  private static final byte HOST = 16;
  private static final byte QUERY = 32;
  private static final byte[] CLASSES = classes();

  /// Eight bytes of an array as one number, and eight times the same byte.
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long SPACES = 0x2020_2020_2020_2020L;
  private static final long DELETES = 0x7F7F_7F7F_7F7F_7F7FL;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private Ascii() {}

  private static byte[] classes() {
    byte[] of = new byte[256];
    for (int c = 0; c < 256; c++) {
      boolean alphanumeric = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
      boolean visible = c > 0x20 && c < 0x7F;
      if (alphanumeric || c < 128 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
        of[c] |= TOKEN;
      }
      if (visible || c == ' ' || c == '\t' || c >= 0x80) {
        of[c] |= FIELD;
      }
      if (visible && "\"<>#\\".indexOf(c) < 0) {
        of[c] |= PATH;
      }
      if (visible && c != '#' || c >= 0x80) {
        of[c] |= QUERY;
      }
      if (c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f') {
        of[c] |= HEX;
      }
      if (alphanumeric || c < 128 && "-._~!$&'()*+,;=".indexOf(c) >= 0) {
        of[c] |= HOST;
      }
    }
    return of;
  }

  /// A character of a token, RFC 9110 §5.6.2.
  public static boolean isTokenByte(byte b) {
    return (CLASSES[b & 0xFF] & TOKEN) != 0;
  }

  /// A byte of a field value, RFC 9110 §5.5: visible, space, tab or obs-text.
  public static boolean isFieldByte(byte b) {
    return (CLASSES[b & 0xFF] & FIELD) != 0;
  }

  /// The first index from `from` on whose byte is not of a token; `end` if there is none.
  public static int endOfToken(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && isTokenByte(bytes[at])) {
      at++;
    }
    return at;
  }

  /// The first index from `from` on whose byte is not of a field value; `end` if there is none.
  /// Most of a head goes through here, so it looks at eight bytes at a time.
  public static int endOfField(byte[] bytes, int from, int end) {
    int at = from;
    while (at <= end - 8 && !hasControl((long) EIGHT.get(bytes, at))) {
      at += 8;
    }
    while (at < end && isFieldByte(bytes[at])) {
      at++;
    }
    return at;
  }

  /// Whether one of eight bytes is below 0x20 or is 0x7F. To subtract `n` from each byte sets the
  /// high bit of those below `n`, and of some that had it before, which do not count.
  private static boolean hasControl(long eight) {
    long zeroIfDelete = eight ^ DELETES;
    long low = (eight - SPACES) & ~eight;
    long deletes = (zeroIfDelete - ONES) & ~zeroIfDelete;
    return ((low | deletes) & HIGH_BITS) != 0;
  }

  /// A byte that is accepted in the path of a request target: visible ASCII but `"`, `<`, `>`, `\`
  /// and `#`, which no URI has and no browser sends there.
  public static boolean isPathByte(byte b) {
    return (CLASSES[b & 0xFF] & PATH) != 0;
  }

  /// A byte that is accepted in the query of a request target: all but control bytes, the space and
  /// `#`. Clients send more there than a URI has, and none of it means anything to the framing.
  public static boolean isQueryByte(byte b) {
    return (CLASSES[b & 0xFF] & QUERY) != 0;
  }

  /// A hexadecimal digit.
  public static boolean isHex(byte b) {
    return (CLASSES[b & 0xFF] & HEX) != 0;
  }

  /// A character of a registered name but the percent sign, RFC 3986 §3.2.2.
  public static boolean isHostByte(byte b) {
    return (CLASSES[b & 0xFF] & HOST) != 0;
  }

  /// Optional white space, OWS: a space or a tab (RFC 9110 §5.6.3).
  public static boolean isOws(byte b) {
    return b == ' ' || b == '\t';
  }

  /// The index of the first byte that is not optional white space; `end` if all are.
  public static int skipOws(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && isOws(bytes[at])) {
      at++;
    }
    return at;
  }

  /// The index after the last byte that is not optional white space; `start` if all are.
  public static int trimOws(byte[] bytes, int start, int end) {
    int at = end;
    while (at > start && isOws(bytes[at - 1])) {
      at--;
    }
    return at;
  }

  /// Whether the text is a token: at least one character, all of them of that class.
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7F || (CLASSES[c] & TOKEN) == 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /// Whether the text can stand as a field value: no control characters, nothing over U+00FF, no
  /// white space around it.
  public static boolean isFieldValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0xFF || (CLASSES[c] & FIELD) == 0) {
        return false;
      }
    }
    return text.isEmpty()
        || !isOws((byte) text.charAt(0)) && !isOws((byte) text.charAt(text.length() - 1));
  }

  /// Whether the bytes from `start` on are `text`, without regard to case. The caller has compared
  /// the lengths.
  public static boolean equalsIgnoreCase(byte[] bytes, int start, String text) {
    for (int i = 0; i < text.length(); i++) {
      int b = bytes[start + i];
      char c = text.charAt(i);
      if (b != c && lower(b) != lower(c)) {
        return false;
      }
    }
    return true;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }

  /// The bytes as a string, each byte the character of its number.
  public static String latin1(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /// Copies text of characters up to U+00FF into `into` and returns the index after it.
  @SuppressWarnings(
      "deprecation") // the one method of String that copies Latin-1 without making an array
  public static int copy(String text, byte[] into, int at) {
    text.getBytes(0, text.length(), into, at);
    return at + text.length();
  }

  /// Adds the elements of a list value to `elements`, RFC 9110 §5.6.1.
  public static void splitList(String value, List<String> elements) {
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i <= value.length(); i++) {
      if (i == value.length() || value.charAt(i) == ',' && !quoted) {
        String element = value.substring(start, i).strip();
        if (!element.isEmpty()) {
          elements.add(element);
        }
        start = i + 1;
      } else if (value.charAt(i) == '"') {
        quoted = !quoted;
      } else if (value.charAt(i) == '\\' && quoted) {
        i = Math.min(i + 1, value.length() - 1);
      }
    }
  }

  /// Text for a message: shortened, with what is not visible ASCII escaped.
  public static String printable(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < text.length() && i < 64; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7F) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.append(text.length() > 64 ? "\"..." : "\"").toString();
  }
}
