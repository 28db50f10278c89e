package io.github.tinyhttp;

import java.io.IOException;
import java.util.Objects;

/// A request that cannot be served, and the status that says so. The library throws it when a body
/// is too large, cut, late or not what it claims to be. When a handler lets it through, the client
/// gets that status, also if other exceptions wrap it. Applications may throw their own.
public class HttpException extends IOException {
  private static final long serialVersionUID = 1;

  /// The code of the status.
  private final int code;

  /// The fields of the response: name, value, name, value.
  private final String[] fields;

  /// @param code a status code from 400 to 599
  /// @param message for people, sent to the client as plain text when the handler lets this through
  /// @throws IllegalArgumentException for another code
  public HttpException(int code, String message) {
    this(code, message, Headers.empty());
  }

  /// Adds fields to the response, where the status asks for one: `Allow` with 405,
  /// `WWW-Authenticate` with 401, `Accept-Encoding` with 415.
  ///
  /// @param code a status code from 400 to 599
  /// @param message for people, sent to the client as plain text when the handler lets this through
  /// @param headers further fields of that response; a `Content-Type` takes the place of plain
  ///   text's
  /// @throws IllegalArgumentException for another code, a field that frames a message, or two lines
  ///   of a field that says one thing
  public HttpException(int code, String message, Headers headers) {
    super(message);
    this.code = ResponseRules.errorStatus(code).code();
    Headers checked = ResponseRules.fields(headers);
    this.fields = new String[2 * checked.size()];
    for (int i = 0; i < checked.size(); i++) {
      fields[2 * i] = checked.name(i);
      fields[2 * i + 1] = checked.value(i);
    }
  }

  /// The status of the response.
  public Status status() {
    return new Status(code);
  }

  /// The fields of the response.
  public Headers headers() {
    return Headers.of(fields);
  }

  /// The response: the message as plain text, and the fields.
  public Response response() {
    String text = Objects.toString(getMessage(), status().reason());
    Response response = Response.error(code, text + "\n");
    Headers more = headers();
    if (more.contains("Content-Type")) {
      response = response.withoutHeader("Content-Type");
    }
    for (Headers.Field field : more) {
      response = response.withAddedHeader(field.name(), field.value());
    }
    return response;
  }
}
