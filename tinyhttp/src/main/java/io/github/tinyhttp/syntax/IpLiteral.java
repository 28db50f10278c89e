package io.github.tinyhttp.syntax;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// IP addresses as text, read strictly and without asking anybody: four numbers without leading
/// zeros, which could mean another address to somebody else, or RFC 4291 §2.2 without a zone.
public final class IpLiteral {
  private static final int LONGEST = 45; // six groups and four numbers
  private static final String NUMBER = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String FOUR = NUMBER + "(?:\\." + NUMBER + "){3}";
  private static final Pattern IPV4 = Pattern.compile(FOUR);
  private static final Pattern LIKE_IPV6 =
      Pattern.compile("[0-9A-Fa-f:]*:(?:[0-9A-Fa-f]*|" + FOUR + ")");

  private IpLiteral() {}

  /// The address; empty if the text is none. An IPv6 address that stands for an IPv4 one is that.
  public static Optional<InetAddress> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    if (IPV4.matcher(text).matches()) {
      return Optional.of(Inet4Address.ofLiteral(text));
    }
    try {
      return LIKE_IPV6.matcher(text).matches()
          ? Optional.of(Inet6Address.ofLiteral(text))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
