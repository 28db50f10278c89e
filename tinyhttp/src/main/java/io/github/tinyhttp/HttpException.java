package io.github.tinyhttp;

import java.io.IOException;

/// A request that cannot be served, and the status that says so: thrown by the library when a body
/// is too large, cut, late or not what it claims to be. A handler that lets it through answers with
/// that status. Applications may throw their own.
public class HttpException extends IOException {
  private static final long serialVersionUID = 1;

  /// The code of the status to answer with.
  private final int code;

  /// @param code a status code from 400 to 599
  /// @param message for people, sent to the client as plain text when the handler lets this through
  public HttpException(int code, String message) {
    super(message);
    if (code < 400 || code > 599) {
      throw new IllegalArgumentException("an error has a status from 400 to 599, not " + code);
    }
    this.code = code;
  }

  /// The status to answer with.
  public Status status() {
    return new Status(code);
  }

  /// That answer: the message as plain text.
  public Response response() {
    return Response.text(getMessage() + "\n").withStatus(code);
  }
}
