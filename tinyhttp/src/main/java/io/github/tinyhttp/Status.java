package io.github.tinyhttp;

/// A status code, RFC 9110 §15: an open set of numbers.
///
/// @param code from 100 to 599
@CheckReturnValue
public record Status(int code) {
  /// 200.
  public static final Status OK = new Status(200);

  /// 204: done, without content.
  public static final Status NO_CONTENT = new Status(204);

  /// 304.
  public static final Status NOT_MODIFIED = new Status(304);

  /// 404.
  public static final Status NOT_FOUND = new Status(404);

  /// 500.
  public static final Status INTERNAL_SERVER_ERROR = new Status(500);

  private static final String[] REASONS = ReasonPhrases.byCode();

  /// @throws IllegalArgumentException if `code` is not between 100 and 599
  public Status {
    if (code < 100 || code > 599) {
      throw new IllegalArgumentException("a status code is 100 to 599, not " + code);
    }
  }

  /// 1xx: an interim response, the final one follows.
  public boolean isInterim() {
    return code < 200;
  }

  /// 2xx.
  public boolean isSuccess() {
    return code >= 200 && code < 300;
  }

  /// 3xx.
  public boolean isRedirection() {
    return code >= 300 && code < 400;
  }

  /// 4xx or 5xx.
  public boolean isError() {
    return code >= 400 && code < 600;
  }

  /// The reason phrase of the IANA registry, or an empty string where it has none.
  public String reason() {
    return REASONS[code];
  }

  /// The code and its reason, for example `404 Not Found`.
  @Override
  public String toString() {
    return reason().isEmpty() ? Integer.toString(code) : code + " " + reason();
  }
}
