package io.github.tinyhttp.syntax;

/// Writes `Content-Disposition` for responses, RFC 6266.
public final class ContentDisposition {
  private static final int MOST = 255;

  private ContentDisposition() {}

  /// For content that is to be saved under that name.
  ///
  /// @param fileName any text. Characters that would lead into a directory, and control characters,
  ///   become underscores; of a name longer than 255 characters the end is taken
  public static String attachment(String fileName) {
    String name = clean(fileName);
    String plain = plain(name);
    String value = "attachment; filename=\"" + plain + "\"";
    return plain.equals(name) ? value : value + "; filename*=UTF-8''" + encoded(name);
  }

  private static String clean(String name) {
    int[] characters =
        name.codePoints().map(c -> c == '/' || c == '\\' || isUnfit(c) ? '_' : c).toArray();
    int start = Math.max(0, characters.length - MOST);
    return new String(characters, start, characters.length - start);
  }

  /// Control characters, and those that change the direction of writing: U+202E, for one, would
  /// show `exe.txt` for `txt.exe`.
  private static boolean isUnfit(int c) {
    return Character.isISOControl(c) || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
  }

  /// The name for clients that only understand ASCII. RFC 6266 appendix D: some programs take
  /// quotes and percent signs for what they are not.
  private static String plain(String name) {
    var text = new StringBuilder();
    name.codePoints()
        .forEach(c -> text.append(c < 0x20 || c > 0x7E || c == '"' || c == '%' ? '_' : (char) c));
    return text.toString();
  }

  /// RFC 8187 §3.2.
  private static String encoded(String name) {
    return PercentCoding.encode(name, ContentDisposition::isAttributeCharacter);
  }

  private static boolean isAttributeCharacter(int c) {
    return Ascii.isTokenByte((byte) c) && c != '*' && c != '\'' && c != '%';
  }
}
