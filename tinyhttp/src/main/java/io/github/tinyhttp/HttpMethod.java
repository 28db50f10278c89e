package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Ascii;

/// A request method, RFC 9110 §9: an open set, so any token is a method and names are
/// case-sensitive.
///
/// @param name the method's name as it stands on the wire, for example `GET`
@CheckReturnValue
public record HttpMethod(String name) {
  /// Transfer a current representation of the target resource (§9.3.1).
  public static final HttpMethod GET = new HttpMethod("GET");

  /// As GET, but without the content in the response (§9.3.2).
  public static final HttpMethod HEAD = new HttpMethod("HEAD");

  /// Process the content as the resource sees fit (§9.3.3).
  public static final HttpMethod POST = new HttpMethod("POST");

  /// Replace the target resource with the content (§9.3.4).
  public static final HttpMethod PUT = new HttpMethod("PUT");

  /// Remove the target resource (§9.3.5).
  public static final HttpMethod DELETE = new HttpMethod("DELETE");

  /// Open a tunnel; a server refuses it unless told otherwise (§9.3.6).
  public static final HttpMethod CONNECT = new HttpMethod("CONNECT");

  /// Describe the communication options (§9.3.7).
  public static final HttpMethod OPTIONS = new HttpMethod("OPTIONS");

  /// Send the request back; a server refuses it unless told otherwise (§9.3.8).
  public static final HttpMethod TRACE = new HttpMethod("TRACE");

  /// Apply a partial change, RFC 5789.
  public static final HttpMethod PATCH = new HttpMethod("PATCH");

  /// @throws IllegalArgumentException if `name` is no token (RFC 9110 §5.6.2)
  public HttpMethod {
    if (!Ascii.isToken(name)) {
      throw new IllegalArgumentException("not a method token: " + Ascii.printable(name));
    }
  }

  /// The constant of that name, or a new method.
  ///
  /// @throws IllegalArgumentException if `name` is no token
  public static HttpMethod of(String name) {
    return switch (name) {
      case "GET" -> GET;
      case "HEAD" -> HEAD;
      case "POST" -> POST;
      case "PUT" -> PUT;
      case "DELETE" -> DELETE;
      case "CONNECT" -> CONNECT;
      case "OPTIONS" -> OPTIONS;
      case "TRACE" -> TRACE;
      case "PATCH" -> PATCH;
      default -> new HttpMethod(name);
    };
  }

  /// Whether the method is one of the constants here: RFC 9110 §9.3 or RFC 5789 defines it.
  public boolean isStandard() {
    return switch (name) {
      case "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" -> true;
      default -> false;
    };
  }

  /// Whether a request with this method asks for no change of state (RFC 9110 §9.2.1). A method
  /// that is not registered there counts as unsafe.
  public boolean isSafe() {
    return switch (name) {
      case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
      default -> false;
    };
  }

  /// Whether sending the request twice means the same as sending it once (RFC 9110 §9.2.2).
  public boolean isIdempotent() {
    return isSafe() || name.equals("PUT") || name.equals("DELETE");
  }

  @Override
  public String toString() {
    return name;
  }
}
