package io.github.tinyhttp.filters;

import io.github.tinyhttp.syntax.StrictText;
import java.util.Base64;
import java.util.Optional;

/// What a client sends to say who it is, RFC 7617 §2: `Basic`, and `user ":" password` in Base64.
/// The challenge asks for UTF-8, but clients that predate it, or send credentials unasked, write
/// ISO-8859-1; see [StrictText#utf8OrLatin1(byte\[\])].
record Credentials(String user, String password) {
  private static final String SCHEME = "Basic ";

  /// Reads the value of `Authorization`.
  ///
  /// @return empty if it is of another scheme, or malformed
  static Optional<Credentials> parse(String value) {
    if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    return decoded(value.substring(SCHEME.length()).strip()).flatMap(Credentials::split);
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(StrictText.utf8OrLatin1(Base64.getDecoder().decode(text)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// A password may have colons in it, a user's name may not.
  private static Optional<Credentials> split(String text) {
    int colon = text.indexOf(':');
    boolean malformed = colon < 0 || text.chars().anyMatch(Character::isISOControl);
    return malformed
        ? Optional.empty()
        : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
  }

  /// Without the password, since records end up in logs.
  @Override
  public String toString() {
    return "Credentials[" + user + "]";
  }
}
