package io.github.tinyhttp.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.interfaces.PBEKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Decrypts private keys of PKCS #8 (RFC 5958 §3). The scheme of today, PBES2 (RFC 8018 §6.2), is
/// read here, because the JDK knows it with AES only and passwords in ASCII only, and OpenSSL 3
/// writes it with Triple DES unless it is told otherwise. Older schemes are left to the JDK.
final class EncryptedKeys {
  private static final String PBES2 = "1.2.840.113549.1.5.13";
  private static final String PBKDF2 = "1.2.840.113549.1.5.12";
  private static final String SCRYPT = "1.3.6.1.4.1.11591.4.11";

  /// The JDK's names for how a key is derived, by the function in it.
  private static final Map<String, String> DERIVATIONS =
      Map.of(
          "1.2.840.113549.2.7", "PBKDF2WithHmacSHA1",
          "1.2.840.113549.2.8", "PBKDF2WithHmacSHA224",
          "1.2.840.113549.2.9", "PBKDF2WithHmacSHA256",
          "1.2.840.113549.2.10", "PBKDF2WithHmacSHA384",
          "1.2.840.113549.2.11", "PBKDF2WithHmacSHA512",
          "1.2.840.113549.2.12", "PBKDF2WithHmacSHA512/224",
          "1.2.840.113549.2.13", "PBKDF2WithHmacSHA512/256");

  private static final String DEFAULT_DERIVATION = "PBKDF2WithHmacSHA1";

  /// A cipher in CBC mode.
  ///
  /// @param name the JDK's
  /// @param bits the length of its key
  private record Scheme(String name, int bits) {}

  private static final Map<String, Scheme> SCHEMES =
      Map.of(
          "1.3.14.3.2.7", new Scheme("DES", 64),
          "1.2.840.113549.3.7", new Scheme("DESede", 192),
          "2.16.840.1.101.3.4.1.2", new Scheme("AES", 128),
          "2.16.840.1.101.3.4.1.22", new Scheme("AES", 192),
          "2.16.840.1.101.3.4.1.42", new Scheme("AES", 256));

  private EncryptedKeys() {}

  /// The key in PKCS #8.
  ///
  /// @param bytes an `EncryptedPrivateKeyInfo`
  /// @throws IllegalArgumentException if it cannot be decrypted; the message says whether that is
  ///   because of the password or of the scheme
  static byte[] decrypt(byte[] bytes, String password) {
    var info = new Der(new Der(bytes).take(Der.SEQUENCE));
    var algorithm = new Der(info.take(Der.SEQUENCE));
    byte[] encrypted = info.take(Der.OCTETS);
    String scheme = Der.dotted(algorithm.take(Der.OBJECT));
    byte[] key;
    try {
      key =
          scheme.equals(PBES2)
              ? decrypt(new Der(algorithm.take(Der.SEQUENCE)), encrypted, password)
              : decryptInTheOldWay(bytes, password);
    } catch (BadPaddingException | IllegalBlockSizeException e) {
      throw wrongPassword(e);
    } catch (NoSuchAlgorithmException e) {
      throw unknown("the scheme " + scheme, e);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the key cannot be decrypted: " + e.getMessage(), e);
    }
    if (!PrivateKeys.isPkcs8(key)) { // one wrong password of 256 gives something
      throw wrongPassword(null);
    }
    return key;
  }

  private static IllegalArgumentException wrongPassword(@Nullable Throwable cause) {
    return new IllegalArgumentException("the key cannot be decrypted: wrong password?", cause);
  }

  private static IllegalArgumentException unknown(String what, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "the key is encrypted with "
            + what
            + ", which is not supported; openssl pkcs8 -topk8 -v2 aes-256-cbc writes it in a way"
            + " that is",
        cause);
  }

  private static byte[] decrypt(Der parameters, byte[] encrypted, String password)
      throws GeneralSecurityException {
    var derivation = new Der(parameters.take(Der.SEQUENCE));
    var encryption = new Der(parameters.take(Der.SEQUENCE));
    String function = Der.dotted(derivation.take(Der.OBJECT));
    if (!function.equals(PBKDF2)) {
      throw unknown(function.equals(SCRYPT) ? "scrypt" : "the key derivation " + function, null);
    }
    String cipherId = Der.dotted(encryption.take(Der.OBJECT));
    Scheme scheme = SCHEMES.get(cipherId);
    if (scheme == null) {
      throw unknown("the cipher " + cipherId, null);
    }
    byte[] start = encryption.take(Der.OCTETS);
    byte[] key = derive(new Der(derivation.take(Der.SEQUENCE)), password, scheme.bits());
    var cipher = Cipher.getInstance(scheme.name() + "/CBC/PKCS5Padding");
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(key, scheme.name()), new IvParameterSpec(start));
    return cipher.doFinal(encrypted);
  }

  /// PBKDF2, RFC 8018 §5.2 and §A.2.
  private static byte[] derive(Der parameters, String password, int bits)
      throws GeneralSecurityException {
    byte[] salt = parameters.take(Der.OCTETS);
    int iterations = number(parameters.take(Der.INTEGER));
    if (parameters.tag() == Der.INTEGER) {
      int _ = number(parameters.take(Der.INTEGER)); // the length of the key: the cipher says it
    }
    String derivation = DEFAULT_DERIVATION;
    if (parameters.tag() == Der.SEQUENCE) {
      String function = Der.dotted(new Der(parameters.take(Der.SEQUENCE)).take(Der.OBJECT));
      derivation = DERIVATIONS.get(function);
      if (derivation == null) {
        throw unknown("the function " + function, null);
      }
    }
    var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, bits);
    try {
      return SecretKeyFactory.getInstance(derivation).generateSecret(spec).getEncoded();
    } finally {
      spec.clearPassword();
    }
  }

  private static int number(byte[] integer) {
    try {
      return new BigInteger(integer).intValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("the key is not encoded as it should be", e);
    }
  }

  private static byte[] decryptInTheOldWay(byte[] bytes, String password)
      throws GeneralSecurityException, IOException {
    var info = new EncryptedPrivateKeyInfo(bytes);
    AlgorithmParameters parameters = info.getAlgParameters();
    var cipher = Cipher.getInstance(info.getAlgName());
    cipher.init(Cipher.DECRYPT_MODE, new Password(info.getAlgName(), password), parameters);
    return cipher.doFinal(info.getEncryptedData());
  }

  /// A password as a key of the JDK's, whose own ciphers of PKCS #12 take such an object only if
  /// they are to know more than the lower seven bits of each byte (RFC 7292 §B.1 has 16).
  private static final class Password implements PBEKey {
    private static final long serialVersionUID = 1;

    private final String scheme;
    private final String text;

    Password(String scheme, String text) {
      this.scheme = scheme;
      this.text = text;
    }

    @Override
    public char[] getPassword() {
      return text.toCharArray();
    }

    @Override
    public byte[] getEncoded() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte @Nullable [] getSalt() {
      return null; // the parameters have it
    }

    @Override
    public int getIterationCount() {
      return 0;
    }

    @Override
    public String getAlgorithm() {
      return scheme;
    }

    @Override
    public String getFormat() {
      return "RAW";
    }
  }
}
