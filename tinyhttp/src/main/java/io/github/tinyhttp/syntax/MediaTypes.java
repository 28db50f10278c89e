package io.github.tinyhttp.syntax;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Media types by the ending of a file's name (RFC 9110 §8.3.1), from [MediaTypeTable]. Text is
/// said to be UTF-8. An ending that is not there is `application/octet-stream`: nothing is guessed.
public final class MediaTypes {
  /// The type of content nothing is known of.
  public static final String UNKNOWN = "application/octet-stream";

  private static final String UTF_8 = "; charset=utf-8";

  private static final Map<String, String> BY_ENDING = byEnding();

  private MediaTypes() {}

  private static Map<String, String> byEnding() {
    var types = new HashMap<String, String>(1200);
    for (String line : MediaTypeTable.LINES.lines().toList()) {
      String[] words = line.split(" ", -1);
      String type = words[0].startsWith("text/") ? words[0] + UTF_8 : words[0];
      for (int i = 1; i < words.length; i++) {
        types.put(words[i], type);
      }
    }
    return types;
  }

  /// The type of a file of that name, as `Content-Type` says it.
  public static String of(String fileName) {
    return of(fileName, Map.of());
  }

  /// The type of a file of that name.
  ///
  /// @param own types that count before ours, by endings in lower case without the first dot
  public static String of(String fileName, Map<String, String> own) {
    int last = fileName.lastIndexOf('.');
    if (last < 0) {
      return UNKNOWN;
    }
    String lower = fileName.toLowerCase(Locale.ROOT);
    int before = fileName.lastIndexOf('.', last - 1);
    return find(lower.substring(before + 1), own) // of `a.tar.gz`: tar.gz, before gz
        .or(() -> find(lower.substring(last + 1), own))
        .orElse(UNKNOWN);
  }

  private static Optional<String> find(String ending, Map<String, String> own) {
    String type = own.get(ending);
    return Optional.ofNullable(type != null ? type : BY_ENDING.get(ending));
  }
}
