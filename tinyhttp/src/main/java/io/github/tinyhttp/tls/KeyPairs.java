package io.github.tinyhttp.tls;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/// Finds out whether two keys belong together, by a signature.
final class KeyPairs {
  private KeyPairs() {}

  static boolean match(PublicKey shown, PrivateKey key) {
    if (!shown.getAlgorithm().equals(key.getAlgorithm()) && !isEdwards(shown, key)) {
      return false;
    }
    try {
      Signature signing = signature(key);
      byte[] text = {1, 2, 3};
      signing.initSign(key);
      signing.update(text);
      byte[] signed = signing.sign();
      Signature checking = signature(key);
      checking.initVerify(shown);
      checking.update(text);
      return checking.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /// Providers name these keys by the curve, or all of them `EdDSA`.
  private static boolean isEdwards(PublicKey shown, PrivateKey key) {
    return shown.getAlgorithm().startsWith("Ed") && key.getAlgorithm().startsWith("Ed");
  }

  private static Signature signature(Key key) throws GeneralSecurityException {
    return switch (key.getAlgorithm()) {
      case "RSA" -> Signature.getInstance("SHA256withRSA");
      case "RSASSA-PSS" -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(
            new PSSParameterSpec(
                "SHA-256",
                "MGF1",
                MGF1ParameterSpec.SHA256,
                32,
                PSSParameterSpec.TRAILER_FIELD_BC));
        yield pss;
      }
      case "EC" -> Signature.getInstance("SHA256withECDSA");
      default -> Signature.getInstance(key.getAlgorithm());
    };
  }
}
