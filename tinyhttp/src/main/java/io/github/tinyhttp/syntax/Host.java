package io.github.tinyhttp.syntax;

import java.nio.charset.StandardCharsets;

/// The grammar of `host [ ":" port ]`, RFC 9110 §7.2 and RFC 3986 §3.2.2.
public final class Host {
  private static final int HIGHEST_PORT = 65_535;

  private Host() {}

  /// Whether the bytes are a host with or without a port. Nothing at all is valid, too: it is what
  /// a client sends that has no host to name.
  public static boolean isValid(byte[] bytes, int start, int end) {
    if (start == end) {
      return true;
    }
    int hostEnd = hostEnd(bytes, start, end);
    if (hostEnd <= start) {
      return false; // RFC 9110 §4.2.1: no http URI has a port and no host
    }
    return hostEnd == end || bytes[hostEnd] == ':' && isPort(bytes, hostEnd + 1, end);
  }

  /// Whether the text is a host with or without a port, and not nothing.
  public static boolean isHost(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length > 0 && isValid(bytes, 0, bytes.length);
  }

  /// A host without the port that may be behind it.
  public static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /// The digits of the port, without check; empty if there are none.
  public static String portOf(byte[] bytes, int start, int end) {
    int hostEnd = hostEnd(bytes, start, end);
    return hostEnd <= start || hostEnd == end ? "" : Ascii.latin(bytes, hostEnd + 1, end);
  }

  private static int hostEnd(byte[] bytes, int start, int end) {
    return start < end && bytes[start] == '['
        ? literalEnd(bytes, start, end)
        : nameEnd(bytes, start, end);
  }

  private static int nameEnd(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end && bytes[i] != ':') {
      if (bytes[i] == '%') {
        if (i + 2 >= end || !Ascii.isHex(bytes[i + 1]) || !Ascii.isHex(bytes[i + 2])) {
          return -1;
        }
        i += 3;
      } else if (Ascii.isHostByte(bytes[i])) {
        i++;
      } else {
        return -1;
      }
    }
    return i;
  }

  private static int literalEnd(byte[] bytes, int start, int end) {
    int close = start + 1;
    while (close < end && bytes[close] != ']') {
      close++;
    }
    if (close == end) {
      return -1;
    }
    String inner = Ascii.latin(bytes, start + 1, close);
    return isIpv6(inner) || isFuture(inner) ? close + 1 : -1;
  }

  private static boolean isFuture(String text) {
    return text.matches("[vV][0-9A-Fa-f]+\\.[A-Za-z0-9._~!$&'()*+,;=:-]+");
  }

  /// RFC 3986's IPv6address: eight groups, or fewer around one `::`, the last two perhaps as IPv4.
  private static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == 8;
    }
    int before = groups(text.substring(0, gap), false);
    int after = groups(text.substring(gap + 2), true);
    return before >= 0 && after >= 0 && before + after <= 7;
  }

  /// How many groups there are; -1 if one is malformed.
  private static int groups(String text, boolean atEnd) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      if (atEnd && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        if (!isIpv4(parts[i])) {
          return -1;
        }
        count += 2;
      } else if (parts[i].matches("[0-9A-Fa-f]{1,4}")) {
        count++;
      } else {
        return -1;
      }
    }
    return count;
  }

  private static boolean isIpv4(String text) {
    String octet = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    return text.matches(octet + "(\\." + octet + "){3}");
  }

  private static boolean isPort(byte[] bytes, int start, int end) {
    int port = 0;
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      port = Math.min(port * 10 + digit, HIGHEST_PORT + 1);
    }
    return port <= HIGHEST_PORT;
  }
}
