package io.github.tinyhttp.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The value of a parameter whose name ends with an asterisk, RFC 8187 §3.2: a charset, a language
/// and percent-encoded bytes, with apostrophes between them: `utf-8''%E6%97%A5.txt`.
public final class ExtendedValue {
  private ExtendedValue() {}

  /// Decodes such a value; one that was encoded twice, as some clients do, to its end.
  ///
  /// @return empty if it is none, or in a charset that is not known
  public static Optional<String> decode(String value) {
    Optional<String> once = decodeOnce(value);
    return once.flatMap(ExtendedValue::decodeOnce).or(() -> once);
  }

  private static Optional<String> decodeOnce(String value) {
    int charsetEnd = value.indexOf('\'');
    int languageEnd = value.indexOf('\'', charsetEnd + 1);
    if (charsetEnd < 1 || languageEnd < 0) {
      return Optional.empty();
    }
    byte[] text = value.substring(languageEnd + 1).getBytes(StandardCharsets.UTF_8);
    Optional<byte[]> bytes = PercentCoding.decode(text, 0, text.length, PercentCoding.Plus.ITSELF);
    return CharsetNames.charset(value.substring(0, charsetEnd))
        .flatMap(charset -> bytes.flatMap(all -> StrictText.decode(all, charset)));
  }
}
