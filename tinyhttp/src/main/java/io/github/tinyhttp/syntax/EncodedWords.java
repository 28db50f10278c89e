package io.github.tinyhttp.syntax;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Encoded words of mail, RFC 2047: `=?utf-8?B?5pelLnR4dA==?=`. They have no place in a quoted
/// string (§5), but .NET and programs for mail put them there.
public final class EncodedWords {
  private static final Pattern WORD =
      Pattern.compile("=\\?([!-~&&[^?*]]++)(?:\\*[!-~&&[^?]]*+)?\\?([bBqQ])\\?([!-~&&[^?]]*+)\\?=");

  private EncodedWords() {}

  /// The text with its encoded words decoded. What cannot be decoded stays as it is. White space
  /// between two words belongs to neither (§6.2).
  public static String decode(String text) {
    if (!text.contains("=?")) {
      return text;
    }
    var decoded = new StringBuilder();
    int end = 0;
    boolean behindWord = false;
    for (MatchResult word : WORD.matcher(text).results().toList()) {
      Optional<String> meaning = decoded(word);
      String gap = text.substring(end, word.start());
      boolean joined = behindWord && meaning.isPresent() && gap.isBlank();
      decoded.append(joined ? "" : gap).append(meaning.orElse(word.group()));
      behindWord = meaning.isPresent();
      end = word.end();
    }
    return decoded.append(text, end, text.length()).toString();
  }

  private static Optional<String> decoded(MatchResult word) {
    Optional<Charset> charset = CharsetNames.charset(word.group(1));
    Optional<byte[]> bytes =
        word.group(2).equalsIgnoreCase("B") ? base64(word.group(3)) : quoted(word.group(3));
    return charset.flatMap(known -> bytes.flatMap(all -> StrictText.decode(all, known)));
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// §4.2: as percent-encoding with another sign, and an underscore for a space.
  private static Optional<byte[]> quoted(String text) {
    var bytes = new ByteArrayOutputStream();
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] != '=') {
        bytes.write(octets[i] == '_' ? ' ' : octets[i]);
      } else if (i + 2 < octets.length
          && Ascii.isHex(octets[i + 1])
          && Ascii.isHex(octets[i + 2])) {
        bytes.write(Character.digit(octets[i + 1], 16) << 4 | Character.digit(octets[i + 2], 16));
        i += 2;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(bytes.toByteArray());
  }
}
