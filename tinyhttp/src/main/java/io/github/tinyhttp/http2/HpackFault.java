package io.github.tinyhttp.http2;

/// A header block cannot be decoded (RFC 7541 §3, RFC 9113 §4.3): the connection has to end, as
/// both sides no longer have the same table. Carries no stack trace: it is about the bytes, not our
/// code.
final class HpackFault extends Exception {
  private static final long serialVersionUID = 1;

  HpackFault(String message) {
    super(message, null, false, false);
  }
}
