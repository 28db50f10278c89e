package io.github.tinyhttp.syntax;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/// Percent-encoding, RFC 3986 §2.1, and the form encoding of queries that browsers send.
public final class PercentCoding {
  /// What a plus sign stands for.
  public enum Plus {
    /// A plus sign, as in a path.
    ITSELF,
    /// A space, as in a form.
    SPACE
  }

  /// How to treat a percent sign that is not followed by two hexadecimal digits.
  private enum Malformed {
    KEPT,
    REFUSED
  }

  /// The name of the field in which browsers tell the charset of a form, if a page has one.
  public static final String CHARSET_FIELD = "_charset_";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentCoding() {}

  // ---- decoding

  /// The text with its escapes decoded as UTF-8. A percent sign that begins no escape stays; bytes
  /// that are not UTF-8 become U+FFFD.
  public static String decode(String text) {
    return text.indexOf('%') < 0
        ? text
        : decodeLeniently(text, Plus.ITSELF, StandardCharsets.UTF_8);
  }

  /// The segments of a path, RFC 3986 §3.3: the parts between its slashes, each decoded by itself.
  ///
  /// @param path as it was sent; one that does not begin with a slash has no segments
  public static List<String> segments(String path) {
    return path.length() < 2 || path.charAt(0) != '/'
        ? List.of()
        : Stream.of(path.substring(1).split("/", -1)).map(PercentCoding::decode).toList();
  }

  private static String decodeLeniently(String text, Plus plus, Charset charset) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int count = decode(bytes, 0, bytes.length, plus, Malformed.KEPT, bytes);
    return new String(bytes, 0, count, charset);
  }

  /// The bytes that a part of a text stands for.
  ///
  /// @return empty if a percent sign begins no escape
  public static Optional<byte[]> decode(byte[] text, int start, int end, Plus plus) {
    var bytes = new byte[end - start];
    int count = decode(text, start, end, plus, Malformed.REFUSED, bytes);
    return count < 0 ? Optional.empty() : Optional.of(Arrays.copyOf(bytes, count));
  }

  /// @param into takes as many bytes as there are; `text` itself will do, if `start` is 0
  /// @return how many bytes there are, or -1
  private static int decode(
      byte[] text, int start, int end, Plus plus, Malformed malformed, byte[] into) {
    int count = 0;
    for (int i = start; i < end; i++) {
      byte one = text[i];
      if (isEscape(text, i, end)) {
        one = (byte) (Character.digit(text[i + 1], 16) << 4 | Character.digit(text[i + 2], 16));
        i += 2;
      } else if (one == '%' && malformed == Malformed.REFUSED) {
        return -1;
      } else if (one == '+' && plus == Plus.SPACE) {
        one = ' ';
      }
      into[count++] = one;
    }
    return count;
  }

  private static boolean isEscape(byte[] text, int at, int end) {
    return text[at] == '%'
        && at + 2 < end
        && Ascii.isHex(text[at + 1])
        && Ascii.isHex(text[at + 2]);
  }

  /// Names and values of `a=1&b=2`, decoded, in order.
  ///
  /// @param fallback the charset of escapes, unless a parameter [#CHARSET_FIELD] names one
  public static Map<String, List<String>> parameters(String query, Charset fallback) {
    Charset charset = declared(query).orElse(fallback);
    var parameters = new LinkedHashMap<String, List<String>>();
    int start = 0;
    while (start <= query.length()) {
      int amp = query.indexOf('&', start);
      int end = amp < 0 ? query.length() : amp;
      if (end > start) {
        int equals = query.indexOf('=', start, end);
        String name = query.substring(start, equals < 0 ? end : equals);
        String value = equals < 0 ? "" : query.substring(equals + 1, end);
        parameters
            .computeIfAbsent(decodeLeniently(name, Plus.SPACE, charset), _ -> new ArrayList<>())
            .add(decodeLeniently(value, Plus.SPACE, charset));
      }
      start = end + 1;
    }
    parameters.replaceAll((_, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(parameters);
  }

  private static Optional<Charset> declared(String query) {
    String assignment = CHARSET_FIELD + "=";
    int at = query.startsWith(assignment) ? 0 : query.indexOf("&" + assignment) + 1;
    if (!query.startsWith(assignment, at)) {
      return Optional.empty();
    }
    int start = at + assignment.length();
    int end = query.indexOf('&', start);
    return CharsetNames.charset(query.substring(start, end < 0 ? query.length() : end));
  }

  // ---- encoding

  /// Whether the character never needs an escape, RFC 3986 §2.3.
  public static boolean isUnreserved(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  /// The text in UTF-8, with an escape for each byte that may not stay.
  ///
  /// @param stays asked about each byte from 0 to 255
  public static String encode(String text, IntPredicate stays) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var encoded = new StringBuilder(bytes.length + 16);
    for (byte one : bytes) {
      append(encoded, one, stays.test(one & 0xFF));
    }
    return encoded.toString();
  }

  /// The text with an escape for all that has no place in a path or query, RFC 3986 §3.3 and §3.4,
  /// though clients send it: `{` and `|`, for example, or `%` that begins no escape. Escapes stay.
  public static String encodeIllegal(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var encoded = new StringBuilder(bytes.length + 16);
    for (int i = 0; i < bytes.length; i++) {
      append(encoded, bytes[i], isLegal(bytes[i]) || isEscape(bytes, i, bytes.length));
    }
    return encoded.toString();
  }

  /// The query of a request target, with an escape for `"`, `<`, `>` and each byte that is not
  /// ASCII. All else stays as it is.
  public static String encodeQuery(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && staysInQuery(bytes[at])) {
      at++;
    }
    if (at == end) {
      return Ascii.latin1(bytes, start, end);
    }
    var encoded = new StringBuilder(end - start + 16);
    for (int i = start; i < end; i++) {
      append(encoded, bytes[i], staysInQuery(bytes[i]));
    }
    return encoded.toString();
  }

  private static boolean staysInQuery(byte b) {
    return b == '\\' || Ascii.isPathByte(b);
  }

  private static boolean isLegal(byte b) {
    return b == '/' || b == '?' || b == ':' || b == '@' || Ascii.isHostByte(b);
  }

  private static void append(StringBuilder encoded, byte one, boolean stays) {
    if (stays) {
      encoded.append((char) (one & 0xFF));
    } else {
      HEX.toHexDigits(encoded.append('%'), one);
    }
  }
}
