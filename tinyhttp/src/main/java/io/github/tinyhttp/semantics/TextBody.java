package io.github.tinyhttp.semantics;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.syntax.Parameters;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/// A body as one string, in the charset its `Content-Type` names (RFC 9110 §8.3.2).
public final class TextBody {
  private TextBody() {}

  /// Decodes strictly.
  ///
  /// @param contentType the value of Content-Type, or an empty string
  /// @throws HttpException 415 for an unknown charset, 400 for bytes that are not of the charset
  public static String decode(byte[] bytes, String contentType) throws HttpException {
    String text = decode(bytes, charsetOf(contentType));
    // a byte order mark says how to read the bytes; it is not part of the text
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  static String decode(byte[] bytes, Charset charset) throws HttpException {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new HttpException(400, "the body is not " + charset.name());
    }
  }

  /// The charset that a Content-Type names, or UTF-8.
  ///
  /// @throws HttpException 415 for an unknown one
  static Charset charsetOf(String contentType) throws HttpException {
    String name = Parameters.of(contentType).get("charset");
    return name == null ? StandardCharsets.UTF_8 : named(name);
  }

  private static Charset named(String name) throws HttpException {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new HttpException(415, "the charset of the body is not known here");
    }
  }
}
