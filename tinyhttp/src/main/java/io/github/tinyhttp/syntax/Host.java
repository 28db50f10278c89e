package io.github.tinyhttp.syntax;

import java.nio.charset.StandardCharsets;

/// The grammar of `host [ ":" port ]`, RFC 9110 §7.2 and RFC 3986 §3.2.2.
public final class Host {
  private static final String LOCALHOST = "localhost";
  private static final int HIGHEST_PORT = 65_535;

  /// The longest IPv6 address: `0000:0000:0000:0000:0000:ffff:255.255.255.255`.
  private static final int LONGEST_IPV6 = 45;

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

  /// The host alone, of a host with or without a port.
  public static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /// Whether a valid host, with or without a port, names this machine whatever DNS says: nothing at
  /// all, `localhost` and the names below it (RFC 6761 §6.3), and IP addresses, which no DNS can
  /// make mean another machine.
  public static boolean isLocal(byte[] bytes, int start, int end) {
    if (start == end || bytes[start] == '[') {
      return true;
    }
    int nameEnd = nameEnd(bytes, start, end);
    return nameEnd > start
        && (isLocalhost(bytes, start, nameEnd) || IpLiteral.isIpv4(bytes, start, nameEnd));
  }

  private static boolean isLocalhost(byte[] bytes, int start, int nameEnd) {
    int dot = bytes[nameEnd - 1] == '.' ? nameEnd - 1 : nameEnd;
    int name = dot - LOCALHOST.length();
    return name >= start
        && Ascii.equalsIgnoreCase(bytes, name, LOCALHOST)
        && (name == start || name > start + 1 && bytes[name - 1] == '.');
  }

  /// Whether a name, without a port, is `localhost` or one below it.
  public static boolean isLocalhost(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length > 0 && isLocalhost(bytes, 0, bytes.length);
  }

  /// As [#isLocal(byte[], int, int)].
  public static boolean isLocal(String host) {
    byte[] bytes = host.getBytes(StandardCharsets.ISO_8859_1);
    return isLocal(bytes, 0, bytes.length);
  }

  /// The digits of the port, without check; empty if there are none.
  public static String portOf(byte[] bytes, int start, int end) {
    int hostEnd = hostEnd(bytes, start, end);
    return hostEnd <= start || hostEnd == end ? "" : Ascii.latin1(bytes, hostEnd + 1, end);
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
    return isIpv6(bytes, start + 1, close) || isFuture(bytes, start + 1, close) ? close + 1 : -1;
  }

  private static boolean isIpv6(byte[] bytes, int start, int end) {
    int zone = start;
    while (zone < end && bytes[zone] != '%') {
      zone++;
    }
    return zone - start <= LONGEST_IPV6
        && IpLiteral.isIpv6(Ascii.latin1(bytes, start, zone))
        && (zone == end || isLinkLocal(bytes, start) && isZone(bytes, zone + 1, end));
  }

  /// Whether an IPv6 address is in `fe80::/10`, the only ones with a zone that clients connect to.
  private static boolean isLinkLocal(byte[] bytes, int start) {
    return Ascii.equalsIgnoreCase(bytes, start, "fe")
        && "89abAB".indexOf(bytes[start + 2]) >= 0
        && Ascii.isHex(bytes[start + 3]);
  }

  /// Whether this names a zone of the client's (RFC 4007 §11): RFC 6874 has it behind `%25`, while
  /// Java's clients send `%` alone.
  private static boolean isZone(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && PercentCoding.isUnreserved(bytes[at])) {
      at++;
    }
    return at == end && at > start;
  }

  /// IPvFuture: `"v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`.
  private static boolean isFuture(byte[] bytes, int start, int end) {
    if (start == end || (bytes[start] | 0x20) != 'v') {
      return false;
    }
    int dot = start + 1;
    while (dot < end && Ascii.isHex(bytes[dot])) {
      dot++;
    }
    if (dot == start + 1 || dot == end || bytes[dot] != '.' || dot + 1 == end) {
      return false;
    }
    int at = dot + 1;
    while (at < end && (bytes[at] == ':' || Ascii.isHostByte(bytes[at]))) {
      at++;
    }
    return at == end;
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
