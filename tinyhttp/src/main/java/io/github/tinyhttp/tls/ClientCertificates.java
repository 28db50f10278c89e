package io.github.tinyhttp.tls;

/// Whether clients have to show a certificate (RFC 8446 §4.3.2).
public enum ClientCertificates {
  /// Clients are not asked.
  NONE,
  /// Clients are asked, and may decline. A client with a certificate that is not trusted is
  /// refused.
  WANTED,
  /// Clients are asked, and refused if they decline.
  NEEDED
}
