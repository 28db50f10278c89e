package io.github.tinyhttp.http1;

import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.Status;

/// A rule of the wire that a client can break: the section where it stands, the status of the
/// response, and its text.
///
/// Logs, events and tests name these constants; nothing matches on text.
enum Rule implements BrokenRule {
  BARE_LF("RFC 9112 §2.2", 400, "a line ends with CR LF"),
  BARE_CR("RFC 9112 §2.2", 400, "a CR stands only before a LF"),
  CONTROL_BYTE("RFC 9112 §2.2", 400, "a control byte in the head"),
  REQUEST_LINE(
      "RFC 9112 §3", 400, "the request line is method, one space, target, one space, version"),
  METHOD_TOO_LONG("RFC 9112 §3", 501, "no method is that long"),
  REQUEST_LINE_TOO_LONG("RFC 9112 §3", 414, "the request line is too long"),
  TARGET("RFC 9112 §3.2", 400, "the request target is malformed"),
  TARGET_FORM("RFC 9112 §3.2", 400, "that form of target does not go with that method"),
  TARGET_SCHEME("RFC 9110 §7.4", 421, "this is not the origin of that URI"),
  VERSION("RFC 9112 §2.3", 400, "the version is malformed"),
  VERSION_UNSUPPORTED("RFC 9110 §15.6.6", 505, "only HTTP/1.1 and HTTP/1.0 are spoken here"),
  FIELD_NAME("RFC 9112 §5.1", 400, "a field name is a token, with nothing before the colon"),
  FIELD_VALUE("RFC 9110 §5.5", 400, "a field value has no control bytes"),
  LINE_FOLDING("RFC 9112 §5.2", 400, "a field line is not folded"),
  HEAD_TOO_LARGE("RFC 6585 §5", 431, "the head is too large"),
  TOO_MANY_FIELDS("RFC 6585 §5", 431, "there are too many field lines"),
  HOST_MISSING("RFC 9112 §3.2", 400, "the Host field is missing"),
  HOST_TWICE("RFC 9112 §3.2", 400, "there is more than one Host field"),
  HOST_EMPTY("RFC 9110 §4.2.1", 400, "an http URI has a host, and the Host field names none"),
  HOST_INVALID("RFC 9112 §3.2", 400, "the host is malformed"),
  LENGTH_WITH_TRANSFER_CODING(
      "RFC 9112 §6.1", 400, "Content-Length and Transfer-Encoding are both there"),
  TRANSFER_CODING_IN_HTTP_1_0("RFC 9112 §6.1", 400, "HTTP/1.0 has no Transfer-Encoding"),
  CHUNKED_NOT_FINAL("RFC 9112 §6.3", 400, "chunked has to be the last transfer coding"),
  CHUNKED_TWICE("RFC 9112 §7", 400, "chunked can be applied only once"),
  UNKNOWN_TRANSFER_CODING("RFC 9112 §6.1", 501, "that transfer coding is not known here"),
  LENGTH_NOT_A_NUMBER("RFC 9112 §6.3", 400, "the Content-Length is not one number"),
  LENGTH_TWICE("RFC 9112 §6.3", 400, "there is more than one Content-Length field"),
  CHUNK_SIZE("RFC 9112 §7.1", 400, "a chunk size is a hexadecimal number"),
  CHUNK_EXTENSION("RFC 9112 §7.1.1", 400, "a chunk extension is malformed"),
  CHUNK_EXTENSIONS_TOO_LARGE("RFC 9112 §7.1.1", 400, "the chunk extensions are too large"),
  CHUNK_END("RFC 9112 §7.1", 400, "the data of a chunk ends with CR LF"),
  BODY_CUT("RFC 9112 §8", 400, "the body ends too early"),
  HEAD_CUT("RFC 9112 §8", 400, "the head ends too early"),
  EXPECTATION("RFC 9110 §10.1.1", 417, "that expectation cannot be met"),
  HEAD_LATE("RFC 9110 §15.5.9", 408, "the head took too long"),
  BODY_LATE("RFC 9110 §15.5.9", 408, "the body took too long"),
  FORWARDED("RFC 7239 §4", 400, "what a proxy says of the request is malformed");

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

  /// For logs and events, for example `HOST_MISSING (RFC 9112 §3.2)`.
  @Override
  public String toString() {
    return name() + " (" + section + ")";
  }
}
