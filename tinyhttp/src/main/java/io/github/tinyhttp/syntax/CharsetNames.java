package io.github.tinyhttp.syntax;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Charsets by the names that clients give them.
public final class CharsetNames {
  /// Names by which browsers mean more characters than the standards of those names have (WHATWG
  /// Encoding §4.2), and what has them in Java.
  private static final Map<String, String> LARGER =
      Map.of(
          "shift_jis", "windows-31j",
          "shift-jis", "windows-31j",
          "sjis", "windows-31j",
          "x-sjis", "windows-31j",
          "euc-kr", "x-windows-949",
          "ks_c_5601-1987", "x-windows-949",
          "gb2312", "GB18030",
          "gbk", "GB18030",
          "big5", "Big5-HKSCS");

  private CharsetNames() {}

  /// The charset of that name, in which browsers send what they call by it. Some clients put
  /// apostrophes around it.
  ///
  /// @return empty if this Java does not know it
  public static Optional<Charset> charset(String name) {
    String trimmed = name.replace('\'', ' ').strip();
    Optional<Charset> larger =
        Optional.ofNullable(LARGER.get(trimmed.toLowerCase(Locale.ROOT)))
            .flatMap(CharsetNames::inJava);
    return larger.isPresent() ? larger : inJava(trimmed);
  }

  private static Optional<Charset> inJava(String name) {
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      return Optional.empty();
    }
  }
}
