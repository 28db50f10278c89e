package io.github.tinyhttp.semantics;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.syntax.CharsetNames;
import io.github.tinyhttp.syntax.Parameters;
import io.github.tinyhttp.syntax.StrictText;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A body as one string, in the charset its `Content-Type` names (RFC 9110 §8.3.2).
public final class TextBody {
  private TextBody() {}

  /// Decodes strictly.
  ///
  /// @param contentType the value of Content-Type, or an empty string
  /// @throws HttpException 415 for an unknown charset, 400 for bytes that are not of the charset
  public static String decode(byte[] bytes, String contentType) throws HttpException {
    return decode(bytes, contentType, StandardCharsets.UTF_8);
  }

  /// As [#decode(byte\[\], String)].
  ///
  /// @param fallback the charset if `contentType` names none
  static String decode(byte[] bytes, String contentType, Charset fallback) throws HttpException {
    return withoutMark(decode(bytes, charsetOf(contentType).orElse(fallback)));
  }

  /// The text without a byte order mark, which says how to read the bytes and is not part of it.
  static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  static String decode(byte[] bytes, Charset charset) throws HttpException {
    return StrictText.decode(bytes, charset)
        .orElseThrow(() -> new HttpException(400, "the body is not " + charset.name()));
  }

  /// The charset that a Content-Type names; empty if it names none.
  ///
  /// @throws HttpException 415 for an unknown one
  static Optional<Charset> charsetOf(String contentType) throws HttpException {
    String name = Parameters.of(contentType).get("charset");
    if (name == null) {
      return Optional.empty();
    }
    Optional<Charset> charset = CharsetNames.charset(name);
    if (charset.isEmpty()) {
      throw new HttpException(415, "the charset of the body is not known here");
    }
    return charset;
  }
}
