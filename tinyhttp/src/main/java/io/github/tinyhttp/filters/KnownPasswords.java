package io.github.tinyhttp.filters;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;

/// Passwords of users that are known beforehand. The time of a check depends neither on how much of
/// a password is right nor on whether there is such a user: digests of the same length are compared
/// to their end.
final class KnownPasswords implements BasicAuthentication.Check {
  private final Map<String, byte[]> digests = new HashMap<>();

  /// What the password of a user who is not known is compared with.
  private final byte[] unknown = digest("");

  KnownPasswords(Map<String, String> passwords) {
    passwords.forEach(
        (user, password) -> {
          if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a user's name with a colon: " + user);
          }
          digests.put(user, digest(password));
        });
  }

  @Override
  public boolean accepts(String user, String password) {
    byte[] wanted = digests.get(user);
    boolean equal = MessageDigest.isEqual(wanted == null ? unknown : wanted, digest(password));
    return equal && wanted != null;
  }

  private static byte[] digest(String password) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
