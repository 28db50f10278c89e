/// Certificates, keys, and what TLS agrees on with clients. An application names [Tls],
/// [TlsSession] and [ClientCertificates].
///
/// ```
/// files, text, key store -> TlsPlan -> Pem -> PrivateKeys (Der, EncryptedKeys) -> Identity
///                                             CertificateChain (KeyPairs) -----------^
///                                                  |
///                       SSLContext <- IdentityChooser (picks one by host name)
///                           |
/// connection <- SSLEngine <- Tls.engine()
/// ```
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.tls;
