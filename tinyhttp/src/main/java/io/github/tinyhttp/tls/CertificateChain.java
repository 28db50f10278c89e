package io.github.tinyhttp.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Puts certificates into the order of RFC 8446 §4.4.2: the server's own first, then that of the
/// issuer of each one before. Authorities and tools hand them out in any order, some of them twice,
/// and with other certificates of the same issuer, which another authority has signed.
final class CertificateChain {
  private final Set<X509Certificate> given;
  private final X509Certificate own;

  private CertificateChain(Set<X509Certificate> given, X509Certificate own) {
    this.given = given;
    this.own = own;
  }

  /// The chain of the certificate that belongs to a key.
  ///
  /// @throws IllegalArgumentException if there is none, or if one of the others has signed neither
  ///   it nor one of its issuers: then one in between is missing, or a file is the wrong one
  static List<X509Certificate> of(List<X509Certificate> certificates, PrivateKey key) {
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("there is no certificate");
    }
    var given = new LinkedHashSet<>(certificates);
    List<X509Certificate> owned =
        given.stream().filter(one -> KeyPairs.match(one.getPublicKey(), key)).toList();
    if (owned.isEmpty()) {
      throw new IllegalArgumentException("the key does not belong to the certificate");
    }
    X509Certificate own =
        owned.stream().filter(CertificateChain::isValid).findFirst().orElse(owned.getFirst());
    owned.forEach(given::remove); // another one for the same key has been replaced by it
    var chain = new CertificateChain(given, own);
    List<X509Certificate> path = chain.path();
    chain.checkRelated(path.getLast());
    return path;
  }

  private static boolean isValid(X509Certificate certificate) {
    try {
      certificate.checkValidity();
      return true;
    } catch (CertificateException _) {
      return false; // expired, or not yet in force
    }
  }

  /// From issuer to issuer. Of two certificates of one issuer the one that another authority has
  /// signed is sent: a client that trusts the issuer itself needs neither.
  private List<X509Certificate> path() {
    var path = new ArrayList<X509Certificate>();
    path.add(own);
    Optional<X509Certificate> next = issuer(path);
    while (next.isPresent()) {
      path.add(next.get());
      next = issuer(path);
    }
    return List.copyOf(path);
  }

  private Optional<X509Certificate> issuer(List<X509Certificate> path) {
    X509Certificate last = path.getLast();
    if (hasSigned(last, last)) {
      return Optional.empty();
    }
    List<X509Certificate> issuers =
        given.stream().filter(one -> !path.contains(one) && hasSigned(one, last)).toList();
    return issuers.stream()
        .filter(one -> !hasSigned(one, one))
        .findFirst()
        .or(() -> issuers.stream().findFirst());
  }

  private void checkRelated(X509Certificate end) {
    var strangers = new LinkedHashSet<>(given);
    var open = new ArrayDeque<X509Certificate>(List.of(own));
    while (!open.isEmpty()) {
      X509Certificate subject = open.remove();
      for (X509Certificate issuer : List.copyOf(strangers)) {
        if (hasSigned(issuer, subject)) {
          strangers.remove(issuer);
          open.add(issuer);
        }
      }
    }
    for (X509Certificate stranger : strangers) {
      throw new IllegalArgumentException(
          "a certificate in between is missing, or one too many is there: "
              + stranger.getSubjectX500Principal()
              + " has not signed "
              + end.getSubjectX500Principal());
    }
  }

  private static boolean hasSigned(X509Certificate issuer, X509Certificate subject) {
    if (!issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())) {
      return false;
    }
    try {
      subject.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
