package io.github.tinyhttp;

/// The version of HTTP a request speaks. Every 1.x with x > 0 is [#HTTP_1_1], as RFC 9110 §2.5
/// asks; what is older or newer than 1.x is refused with 505 before an application sees it.
public enum HttpVersion {
  /// HTTP/1.0, RFC 1945.
  HTTP_1_0("HTTP/1.0"),
  /// HTTP/1.1, RFC 9112.
  HTTP_1_1("HTTP/1.1");

  private final String text;

  HttpVersion(String text) {
    this.text = text;
  }

  /// As on the wire, for example `HTTP/1.1`.
  @Override
  public String toString() {
    return text;
  }
}
