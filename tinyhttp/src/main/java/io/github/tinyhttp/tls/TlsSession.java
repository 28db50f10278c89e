package io.github.tinyhttp.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// The parameters that a client and this server have negotiated for one connection.
///
/// @param protocol for example `TLSv1.3`
/// @param cipherSuite for example `TLS_AES_128_GCM_SHA256`
/// @param peerCertificates who the client is, its own certificate first; empty if it was not asked,
///   or has declined
/// @param serverName the host that the client has asked for (RFC 6066 §3)
/// @param applicationProtocol what the two have agreed to speak (RFC 7301)
public record TlsSession(
    String protocol,
    String cipherSuite,
    List<X509Certificate> peerCertificates,
    Optional<String> serverName,
    Optional<String> applicationProtocol) {
  /// Copies the list.
  public TlsSession {
    peerCertificates = List.copyOf(peerCertificates);
  }
}
