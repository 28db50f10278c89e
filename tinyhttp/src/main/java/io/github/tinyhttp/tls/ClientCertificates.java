package io.github.tinyhttp.tls;

/// Whether clients have to say who they are, by a certificate of their own (RFC 8446 §4.3.2).
public enum ClientCertificates {
  /// They are not asked.
  NONE,
  /// They are asked, and may decline. One that shows a certificate nobody trusts is refused.
  WANTED,
  /// They are asked, and refused if they decline.
  NEEDED
}
