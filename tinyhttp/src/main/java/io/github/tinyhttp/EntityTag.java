package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Ascii;
import java.util.Optional;

/// A name for one state of a representation, RFC 9110 §8.8.3: it changes when the content does.
///
/// A *strong* tag changes with every byte; ranges and updates may rely on it. A *weak* one may stay
/// when the difference does not matter, and serves to save a transfer only.
///
/// @param value what stands between the quotes: visible ASCII but the quote, and U+0080 to U+00FF;
///   better without backslashes, which some clients take for an escape
/// @param weak whether the tag is a weak one
@CheckReturnValue
public record EntityTag(String value, boolean weak) {
  /// @throws IllegalArgumentException if the value has another character
  public EntityTag {
    if (endOfValue(value, 0) != value.length()) {
      throw new IllegalArgumentException("not an entity tag: " + Ascii.printable(value));
    }
  }

  /// A tag that changes with every byte: a revision number, or a digest of the content.
  ///
  /// @throws IllegalArgumentException if the value has a character no tag can have
  public static EntityTag strong(String value) {
    return new EntityTag(value, false);
  }

  /// A tag shared by states that may stand for each other.
  ///
  /// @throws IllegalArgumentException if the value has a character no tag can have
  public static EntityTag weak(String value) {
    return new EntityTag(value, true);
  }

  /// Reads `"value"` or `W/"value"`; empty for anything else.
  public static Optional<EntityTag> parse(String text) {
    boolean weak = text.startsWith("W/");
    int start = weak ? 3 : 1;
    int end = text.length() - 1;
    boolean quoted = end >= start && text.charAt(start - 1) == '"' && text.charAt(end) == '"';
    return quoted && endOfValue(text, start) == end
        ? Optional.of(new EntityTag(text.substring(start, end), weak))
        : Optional.empty();
  }

  /// The first index from `from` on whose character cannot stand in a tag.
  private static int endOfValue(String text, int from) {
    int at = from;
    while (at < text.length() && isValueCharacter(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isValueCharacter(char c) {
    return c == '!' || c >= '#' && c <= '~' || c >= 0x80 && c <= 0xFF;
  }

  /// Whether both tags are strong and have the same value: the comparison for `If-Match`,
  /// `If-Range` and ranges.
  public boolean matchesStrongly(EntityTag other) {
    return !weak && !other.weak && value.equals(other.value);
  }

  /// Whether both tags have the same value: the comparison for `If-None-Match`.
  public boolean matchesWeakly(EntityTag other) {
    return value.equals(other.value);
  }

  /// The tag as it is written in `ETag`.
  @Override
  public String toString() {
    return weak ? "W/\"" + value + "\"" : "\"" + value + "\"";
  }
}
