package io.github.tinyhttp.syntax;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// IP addresses as text, read strictly and without a look-up: IPv4 as four decimal numbers without
/// leading zeros, which some programs read as octal, and IPv6 by RFC 4291 §2.2 and RFC 3986 §3.2.2,
/// without a zone.
public final class IpLiteral {
  private static final int GROUPS = 8;

  private IpLiteral() {}

  /// The address; empty if the text is none. An IPv4-mapped IPv6 address is the IPv4 address.
  public static Optional<InetAddress> parse(String text) {
    return isIpv4(text) ? Optional.of(Inet4Address.ofLiteral(text)) : parseIpv6(text);
  }

  /// As [#parse(String)], for IPv6 only.
  public static Optional<InetAddress> parseIpv6(String text) {
    return isIpv6(text) ? Optional.of(Inet6Address.ofLiteral(text)) : Optional.empty();
  }

  /// Whether the text is an IPv4 address.
  public static boolean isIpv4(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return isIpv4(bytes, 0, bytes.length);
  }

  /// Whether the bytes are an IPv4 address.
  static boolean isIpv4(byte[] bytes, int start, int end) {
    int at = start;
    for (int number = 0; number < 4; number++) {
      if (number > 0 && (at == end || bytes[at++] != '.')) {
        return false;
      }
      int first = at;
      int value = 0;
      while (at < end && at < first + 3 && bytes[at] >= '0' && bytes[at] <= '9') {
        value = 10 * value + bytes[at++] - '0';
      }
      boolean zeroLed = at - first > 1 && bytes[first] == '0';
      if (at == first || zeroLed || value > 255) {
        return false;
      }
    }
    return at == end;
  }

  /// Whether the text is an IPv6 address: eight groups, or fewer around one `::`, the last two
  /// perhaps as IPv4.
  public static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text) == GROUPS;
    }
    String before = text.substring(0, gap);
    int left = before.indexOf('.') < 0 ? groups(before) : -1;
    int right = groups(text.substring(gap + 2));
    return left >= 0 && right >= 0 && left + right < GROUPS;
  }

  /// How many groups there are, an IPv4 address at the end counting as two; -1 if one is malformed.
  private static int groups(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    int count = 0;
    int start = 0;
    for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', start)) {
      if (!isGroup(text, start, colon)) {
        return -1;
      }
      count++;
      start = colon + 1;
    }
    if (isIpv4(text.substring(start))) {
      return count + 2;
    }
    return isGroup(text, start, text.length()) ? count + 1 : -1;
  }

  private static boolean isGroup(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) > 0x7F || !Ascii.isHex((byte) text.charAt(i))) {
        return false;
      }
    }
    return end > start && end - start <= 4;
  }
}
