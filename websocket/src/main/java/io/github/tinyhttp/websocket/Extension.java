package io.github.tinyhttp.websocket;

import io.github.tinyhttp.HttpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// An offered extension, RFC 6455 §9.1.
record Extension(String name, List<Parameter> parameters) {
  /// A parameter of an extension.
  ///
  /// @param name the name in lower case
  record Parameter(String name, Optional<String> value) {}

  /// Parses one element of `Sec-WebSocket-Extensions`.
  ///
  /// @throws HttpException with status 400 if the element does not match the grammar
  static Extension parse(String element) throws HttpException {
    return new Reader(element).extension();
  }

  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Extension extension() throws HttpException {
      String name = token();
      var parameters = new ArrayList<Parameter>();
      while (skip(';')) {
        String parameter = token().toLowerCase(Locale.ROOT);
        Optional<String> value = skip('=') ? Optional.of(value()) : Optional.empty();
        parameters.add(new Parameter(parameter, value));
      }
      if (at < text.length()) {
        throw malformed();
      }
      return new Extension(name, parameters);
    }

    private void skipWhitespace() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private boolean skip(char c) {
      skipWhitespace();
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private String token() throws HttpException {
      skipWhitespace();
      int start = at;
      while (at < text.length() && Tokens.isTokenCharacter(text.charAt(at))) {
        at++;
      }
      if (at == start) {
        throw malformed();
      }
      return text.substring(start, at);
    }

    /// Reads a token, quoted or not.
    private String value() throws HttpException {
      if (!skip('"')) {
        return token();
      }
      var value = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\') {
          at++;
        }
        if (at < text.length()) {
          value.append(text.charAt(at++));
        }
      }
      if (!skip('"') || !Tokens.isToken(value.toString())) {
        throw malformed();
      }
      return value.toString();
    }

    private static HttpException malformed() {
      return new HttpException(400, "malformed Sec-WebSocket-Extensions");
    }
  }
}
