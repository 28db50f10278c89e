package io.github.tinyhttp.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Text in bytes, where a byte that is not of the charset is noticed and not replaced.
public final class StrictText {
  private StrictText() {}

  /// The text that the bytes are in that charset.
  ///
  /// @return empty if they are none
  public static Optional<String> decode(byte[] bytes, Charset charset) {
    try {
      return Optional.of(
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  /// The text of a field's value, whose bytes came as characters up to U+00FF: UTF-8 where they are
  /// that, and as they are where not.
  public static String utf8OrLatin1(String latin1) {
    if (latin1.chars().allMatch(c -> c < 0x80)) {
      return latin1; // as nearly every value
    }
    return utf8OrLatin1(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// The text of bytes from a client that does not say which of the two it writes: UTF-8 where they
  /// are that, which text in ISO-8859-1 hardly ever is, and else ISO-8859-1.
  public static String utf8OrLatin1(byte[] bytes) {
    return decode(bytes, StandardCharsets.UTF_8)
        .orElseGet(() -> new String(bytes, StandardCharsets.ISO_8859_1));
  }
}
