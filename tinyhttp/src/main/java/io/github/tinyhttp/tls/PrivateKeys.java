package io.github.tinyhttp.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/// Private keys from PEM, in any of the forms that are about: PKCS #8 (RFC 5958), encrypted or not;
/// PKCS #1 for RSA (RFC 8017), and SEC 1 for elliptic curves (RFC 5915). The JDK knows the first
/// one; the others are put into it.
final class PrivateKeys {
  private static final byte[] ZERO = {Der.INTEGER, 1, 0};

  /// `rsaEncryption`, with its parameters, which are none.
  private static final byte[] RSA = {
    6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1, 5, 0
  };

  /// `id-ecPublicKey`.
  private static final byte[] EC = {6, 7, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1};

  private PrivateKeys() {}

  /// The first private key among `blocks`.
  ///
  /// @param password for one that is encrypted
  /// @throws IllegalArgumentException if there is none that can be read
  static PrivateKey find(List<Pem> blocks, Optional<String> password) {
    Optional<byte[]> curve = Optional.empty();
    for (Pem block : blocks) {
      byte[] bytes = block.bytes();
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return decode(bytes);
        }
        case "RSA PRIVATE KEY" -> {
          return decode(pkcs8(RSA, bytes));
        }
        case "EC PARAMETERS" -> curve = Optional.of(bytes);
        case "EC PRIVATE KEY" -> {
          return decode(pkcs8(concat(EC, curveOf(bytes, curve)), bytes));
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          return decode(
              EncryptedKeys.decrypt(
                  bytes,
                  password.orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "the key is encrypted: a password is missing"))));
        }
        default -> {}
      }
    }
    throw new IllegalArgumentException("there is no private key");
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return Der.element(
        Der.SEQUENCE, ZERO, Der.element(Der.SEQUENCE, algorithm), Der.element(Der.OCTETS, key));
  }

  /// The name of the curve, which the key says itself or a block before it.
  private static byte[] curveOf(byte[] key, Optional<byte[]> before) {
    var fields = new Der(new Der(key).take(Der.SEQUENCE));
    fields.take(Der.INTEGER);
    fields.take(Der.OCTETS);
    if (fields.tag() == Der.FIRST_OPTION) {
      return fields.take(Der.FIRST_OPTION);
    }
    return before.orElseThrow(
        () -> new IllegalArgumentException("the key does not say which curve it is on"));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] all = new byte[first.length + second.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static PrivateKey decode(byte[] pkcs8) {
    var fields = new Der(new Der(pkcs8).take(Der.SEQUENCE));
    fields.take(Der.INTEGER);
    String algorithm = Der.dotted(new Der(fields.take(Der.SEQUENCE)).take(Der.OBJECT));
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key cannot be read: " + reason(e), e);
    }
  }

  /// What the innermost cause says: the JDK wraps it in messages that say less.
  static String reason(Throwable e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
  }

  /// Why the JDK can have found that a password does not open a key store, or a key in it. It knows
  /// only seven bits of each byte of a password where the cipher is an old one.
  static String wrongPasswordOfStore(String password) {
    boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(password);
    return "wrong password? A key has that of its store"
        + (ascii
            ? ""
            : ", and in stores of an old kind (openssl pkcs12 -legacy) the JDK takes no password"
                + " with characters beyond ASCII");
  }

  /// Whether this begins as a key in PKCS #8 does.
  static boolean isPkcs8(byte[] bytes) {
    try {
      var fields = new Der(new Der(bytes).take(Der.SEQUENCE));
      byte[] _ = fields.take(Der.INTEGER);
      byte[] _ = new Der(fields.take(Der.SEQUENCE)).take(Der.OBJECT);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
