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
    return switch (code) {
      case 100 -> "Continue";
      case 101 -> "Switching Protocols";
      case 102 -> "Processing";
      case 103 -> "Early Hints";
      case 200 -> "OK";
      case 201 -> "Created";
      case 202 -> "Accepted";
      case 203 -> "Non-Authoritative Information";
      case 204 -> "No Content";
      case 205 -> "Reset Content";
      case 206 -> "Partial Content";
      case 207 -> "Multi-Status";
      case 208 -> "Already Reported";
      case 226 -> "IM Used";
      case 300 -> "Multiple Choices";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 303 -> "See Other";
      case 304 -> "Not Modified";
      case 305 -> "Use Proxy";
      case 307 -> "Temporary Redirect";
      case 308 -> "Permanent Redirect";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 402 -> "Payment Required";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 407 -> "Proxy Authentication Required";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 411 -> "Length Required";
      case 412 -> "Precondition Failed";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 416 -> "Range Not Satisfiable";
      case 417 -> "Expectation Failed";
      case 421 -> "Misdirected Request";
      case 422 -> "Unprocessable Content";
      case 423 -> "Locked";
      case 424 -> "Failed Dependency";
      case 425 -> "Too Early";
      case 426 -> "Upgrade Required";
      case 428 -> "Precondition Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 451 -> "Unavailable For Legal Reasons";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      case 506 -> "Variant Also Negotiates";
      case 507 -> "Insufficient Storage";
      case 508 -> "Loop Detected";
      case 511 -> "Network Authentication Required";
      default -> "";
    };
  }

  /// The code and its reason, for example `404 Not Found`.
  @Override
  public String toString() {
    return reason().isEmpty() ? Integer.toString(code) : code + " " + reason();
  }
}
