package io.github.tinyhttp.semantics;

import io.github.tinyhttp.syntax.EncodedWords;
import io.github.tinyhttp.syntax.ExtendedValue;
import io.github.tinyhttp.syntax.PercentCoding;
import io.github.tinyhttp.syntax.StrictText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One parameter of a `Content-Disposition` in all the ways in which clients write a name, often in
/// two at once: as it is, in encoded words of mail (RFC 2047), percent-encoded (RFC 7578 §4.2),
/// with its charset (`filename*`, RFC 8187), and in sections (`filename*0`, RFC 2231 §3).
final class WrittenName {
  /// How many digits the number of a section has at most.
  private static final int DIGITS = 4;

  private final String name;
  private @Nullable String plain;
  private @Nullable String extended;
  private boolean ambiguous;

  /// The sections by their numbers, percent-encoded.
  private final TreeMap<Integer, String> sections = new TreeMap<>();

  WrittenName(String name) {
    this.name = name;
  }

  /// Takes a parameter, if it is of this name.
  void accept(String parameter, String value) {
    if (parameter.equals(name)) {
      ambiguous |= plain != null && !plain.equals(value);
      plain = value;
    } else if (parameter.equals(name + "*")) {
      ambiguous |= extended != null && !extended.equals(value);
      extended = value;
    } else if (parameter.startsWith(name + "*")) {
      section(parameter.substring(name.length() + 1), value);
    }
  }

  private void section(String number, String value) {
    boolean encoded = number.endsWith("*");
    String digits = encoded ? number.substring(0, number.length() - 1) : number;
    if (digits.isEmpty()
        || digits.length() > DIGITS
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return;
    }
    int index = Integer.parseInt(digits);
    String text = encoded ? value : PercentCoding.encode(value, PercentCoding::isUnreserved);
    String prefix = index == 0 && !encoded ? "utf-8''" : "";
    ambiguous |= sections.put(index, prefix + text) != null;
  }

  /// Whether the name is said twice in one way.
  boolean isAmbiguous() {
    return ambiguous;
  }

  /// The name, of what says it best; empty if nothing says it.
  Optional<String> text() {
    return Optional.ofNullable(extended)
        .flatMap(ExtendedValue::decode)
        .or(() -> ExtendedValue.decode(String.join("", sections.values())))
        .or(() -> Optional.ofNullable(plain).map(WrittenName::decoded));
  }

  private static String decoded(String text) {
    String words = EncodedWords.decode(text);
    return words.equals(text) ? withoutEscapes(text) : words;
  }

  /// Browsers do not percent-encode, so that a percent sign may be one. Where escapes are the UTF-8
  /// of other characters than ASCII, and ASCII is all there is, a program has encoded the name.
  private static String withoutEscapes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean escaped = text.indexOf('%') >= 0 && isAscii(text) && text.indexOf(' ') < 0;
    return Optional.of(bytes)
        .filter(_ -> escaped)
        .flatMap(all -> PercentCoding.decode(all, 0, all.length, PercentCoding.Plus.ITSELF))
        .flatMap(decoded -> StrictText.decode(decoded, StandardCharsets.UTF_8))
        .filter(decoded -> !isAscii(decoded))
        .orElse(text);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
