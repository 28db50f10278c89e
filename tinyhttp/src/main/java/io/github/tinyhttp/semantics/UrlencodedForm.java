package io.github.tinyhttp.semantics;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.syntax.CharsetNames;
import io.github.tinyhttp.syntax.PercentCoding;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A form as browsers send it by default, WHATWG URL §5.1: pairs between ampersands, with plus
/// signs for spaces.
final class UrlencodedForm {
  private static final byte[] CHARSET_FIELD =
      PercentCoding.CHARSET_FIELD.getBytes(StandardCharsets.US_ASCII);

  private final List<Pair> pairs = new ArrayList<>();

  /// A name and a value, in bytes of a charset that is not known yet.
  private record Pair(byte[] name, byte[] value) {}

  /// @param most pairs
  /// @throws HttpException 413 for more, 400 for a percent sign that begins no escape
  UrlencodedForm(byte[] body, int most) throws HttpException {
    int start = 0;
    while (start < body.length) {
      int end = indexOf('&', body, start, body.length);
      if (end > start) {
        if (pairs.size() == most) {
          throw new HttpException(413, "the form has too many fields");
        }
        int equals = indexOf('=', body, start, end);
        pairs.add(
            new Pair(bytes(body, start, equals), bytes(body, Math.min(equals + 1, end), end)));
      }
      start = end + 1;
    }
  }

  private static int indexOf(char wanted, byte[] body, int start, int end) {
    int at = start;
    while (at < end && body[at] != wanted) {
      at++;
    }
    return at;
  }

  private static byte[] bytes(byte[] body, int start, int end) throws HttpException {
    return PercentCoding.decode(body, start, end, PercentCoding.Plus.SPACE)
        .orElseThrow(
            () -> new HttpException(400, "a percent sign stands before two hexadecimal digits"));
  }

  /// Names and values, decoded.
  ///
  /// @param said the charset that the `Content-Type` names; else that of the field `_charset_`
  ///   counts
  /// @param fallback the charset if the form says none
  /// @throws HttpException 400 for bytes that are not of the charset
  Map<String, List<String>> fields(Optional<Charset> said, Charset fallback) throws HttpException {
    Charset charset = said.or(this::declared).orElse(fallback);
    var fields = new LinkedHashMap<String, List<String>>();
    for (Pair pair : pairs) {
      String value = TextBody.decode(pair.value, charset);
      fields
          .computeIfAbsent(TextBody.decode(pair.name, charset), _ -> new ArrayList<>(1))
          .add(value);
    }
    return fields;
  }

  private Optional<Charset> declared() {
    return pairs.stream()
        .filter(pair -> Arrays.equals(pair.name, CHARSET_FIELD))
        .findFirst()
        .flatMap(pair -> CharsetNames.charset(new String(pair.value, StandardCharsets.US_ASCII)));
  }
}
