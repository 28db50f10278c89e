package io.github.tinyhttp.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A certificate of the server, with the key that proves it.
///
/// @param chain its own certificate, then that of the issuer of each one before
/// @param key belongs to the first certificate
/// @param names what the first certificate is for, in lower case; some begin with `*.`
record Identity(List<X509Certificate> chain, PrivateKey key, Set<String> names) {
  private static final int DNS_NAME = 2;

  /// @param certificates those of the chain, in any order
  /// @throws IllegalArgumentException as [CertificateChain#of(List, PrivateKey)]
  static Identity of(List<X509Certificate> certificates, PrivateKey key) {
    List<X509Certificate> chain = CertificateChain.of(certificates, key);
    return new Identity(chain, key, namesOf(chain.getFirst()));
  }

  /// From PEM.
  ///
  /// @param chain certificates, in any order
  /// @param key a private key
  /// @throws IllegalArgumentException if that is not what they are, or as above
  static Identity ofPem(String chain, String key, Optional<String> password) {
    return of(certificates(chain), PrivateKeys.find(Pem.blocks(key), password));
  }

  /// All certificates of a PEM text.
  ///
  /// @throws IllegalArgumentException if there are none
  static List<X509Certificate> certificates(String pem) {
    var found = new ArrayList<X509Certificate>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Pem block : Pem.blocks(pem)) {
        if (block.isCertificate()) {
          found.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
        }
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "a certificate cannot be read: " + PrivateKeys.reason(e), e);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("there is no certificate");
    }
    return found;
  }

  /// All that a key store has.
  ///
  /// @throws IllegalArgumentException if there are none, or as above
  static List<Identity> ofKeyStore(KeyStore store, char[] password) {
    var found = new ArrayList<Identity>();
    try {
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
          found.add(of(x509(store.getCertificateChain(alias)), key));
        }
      }
    } catch (UnrecoverableKeyException e) {
      String why = PrivateKeys.wrongPasswordOfStore(new String(password));
      throw new IllegalArgumentException("a key cannot be read: " + why, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a key cannot be read: " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("there is no private key with a certificate");
    }
    return found;
  }

  private static List<X509Certificate> x509(Certificate[] chain) {
    var found = new ArrayList<X509Certificate>();
    for (Certificate one : chain) {
      if (one instanceof X509Certificate certificate) {
        found.add(certificate);
      }
    }
    return found;
  }

  /// The hosts that a certificate is for (RFC 9525 §2).
  private static Set<String> namesOf(X509Certificate certificate) {
    var names = new HashSet<String>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> one : alternatives) {
          if (one.getFirst().equals(DNS_NAME)) {
            names.add(one.get(1).toString().toLowerCase(Locale.ROOT));
          }
        }
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException("the names of the certificate cannot be read", e);
    }
    return Set.copyOf(names);
  }

  /// Whether it is for that host.
  ///
  /// @param host in lower case
  boolean isFor(String host) {
    int dot = host.indexOf('.');
    return names.contains(host) || dot > 0 && names.contains("*" + host.substring(dot));
  }
}
