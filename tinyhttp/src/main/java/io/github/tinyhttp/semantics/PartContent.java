package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.syntax.CharsetNames;
import io.github.tinyhttp.syntax.Parameters;
import io.github.tinyhttp.syntax.StrictText;
import io.github.tinyhttp.syntax.TypePatterns;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the head of a part says of its content, beside a file name.
final class PartContent {
  /// Types of text. Some clients give a plain field the type of the whole form.
  private static final TypePatterns TEXTS =
      new TypePatterns(
          List.of(
              "text/*",
              "*+json",
              "*+xml",
              "*+yaml",
              "application/json",
              "application/xml",
              "application/yaml",
              "application/javascript",
              "application/graphql",
              "application/sql",
              "application/x-ndjson",
              "application/x-www-form-urlencoded",
              "multipart/form-data"));

  private PartContent() {}

  /// Whether the content is text, as it is where nothing else is said (RFC 7578 §4.4).
  static boolean isText(Headers head) {
    String type = type(head);
    return !isType(type) || TEXTS.contains(type) || Parameters.of(type).containsKey("charset");
  }

  private static boolean isType(String type) {
    return type.indexOf('/') > 0 && !type.startsWith("*");
  }

  private static String type(Headers head) {
    return head.first("Content-Type").orElse("");
  }

  /// The text of the content.
  ///
  /// @param fallback the charset of text that says none
  /// @return empty if its charset is not known, or the bytes are not of it
  static Optional<String> text(Headers head, byte[] content, Charset fallback) {
    String type = type(head);
    String named = Parameters.of(type).get("charset");
    boolean plain = !isType(type) || type.toLowerCase(Locale.ROOT).startsWith("text/");
    Optional<Charset> charset =
        named != null
            ? CharsetNames.charset(named)
            : Optional.of(plain ? fallback : StandardCharsets.UTF_8);
    return charset.flatMap(known -> StrictText.decode(content, known)).map(TextBody::withoutMark);
  }

  /// The content without its `Content-Transfer-Encoding` (RFC 2045 §6), which programs for mail
  /// still use though RFC 7578 §4.7 is against it.
  static InputStream decoded(Headers head, InputStream sent) {
    String encoding = head.first("Content-Transfer-Encoding").orElse("").strip();
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "base64" -> new Base64Content(sent);
      case "quoted-printable" -> new QuotedPrintableContent(sent);
      default -> sent;
    };
  }
}
