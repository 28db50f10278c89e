package io.github.tinyhttp.http2;

import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.Status;

/// A rule of messages that a request can break: the section where it stands, the status of the
/// response, and its text.
enum Rule implements BrokenRule {
  FIELD_NAME("RFC 9113 §8.2.1", 400, "a field name is a token in lower case"),
  FIELD_VALUE(
      "RFC 9113 §8.2.1", 400, "a field value has no control characters, and no blanks around it"),
  CONNECTION_FIELD("RFC 9113 §8.2.2", 400, "HTTP/2 has no fields of a connection"),
  TE("RFC 9113 §8.2.2", 400, "TE can only be trailers"),
  PSEUDO_UNKNOWN("RFC 9113 §8.3", 400, "there is no such pseudo-header field"),
  PSEUDO_TWICE("RFC 9113 §8.3", 400, "a pseudo-header field is there twice"),
  PSEUDO_LATE("RFC 9113 §8.3", 400, "pseudo-header fields come first"),
  PSEUDO_MISSING("RFC 9113 §8.3.1", 400, "a pseudo-header field is missing"),
  SCHEME("RFC 9113 §8.3.1", 400, "only http and https are spoken here"),
  PATH("RFC 9113 §8.3.1", 400, "the path is malformed"),
  AUTHORITY("RFC 9113 §8.3.1", 400, "the authority is malformed, or missing"),
  HOST("RFC 9113 §8.3.1", 400, "Host and :authority differ, or Host is there twice"),
  CONNECT("RFC 9113 §8.5", 400, "CONNECT has an authority with a port, no scheme and no path"),
  PROTOCOL("RFC 8441 §4", 400, ":protocol goes with CONNECT, a scheme and a path"),
  METHOD("RFC 9110 §9.1", 400, "the method is no token"),
  CONTENT_LENGTH("RFC 9113 §8.1.1", 400, "the content-length is no number, or not that of DATA"),
  METHOD_TOO_LONG("RFC 9110 §9.1", 501, "no method is that long"),
  PATH_TOO_LONG("RFC 9110 §15.5.15", 414, "the path is too long"),
  HEAD_TOO_LARGE("RFC 6585 §5", 431, "the head is too large"),
  EXPECTATION("RFC 9110 §10.1.1", 417, "that expectation cannot be met"),
  FORWARDED("RFC 7239 §4", 400, "what a proxy says of the request is malformed"),
  BODY_CUT("RFC 9113 §8.1", 400, "the body ends too early"),
  BODY_LATE("RFC 9110 §15.5.9", 408, "the body took too long");

  private final String section;
  private final int status;
  private final String message;

  Rule(String section, int status, String message) {
    this.section = section;
    this.status = status;
    this.message = message;
  }

  /// The status of the response to a request that breaks the rule.
  Status status() {
    return new Status(status);
  }

  @Override
  public String section() {
    return section;
  }

  @Override
  public String message() {
    return message;
  }

  /// Whether a request that breaks the rule is malformed (RFC 9113 §8.1.1): then its stream is
  /// reset after the response.
  boolean isMalformed() {
    return status == 400 && this != FORWARDED;
  }

  /// For logs and events, for example `HOST (RFC 9113 §8.3.1)`.
  @Override
  public String toString() {
    return name() + " (" + section + ")";
  }
}
