package io.github.tinyhttp.syntax;

import java.net.InetSocketAddress;

/// An address to listen on, as people write it.
public final class HostAndPort {
  private HostAndPort() {}

  /// The address that a text such as `0.0.0.0:8000`, `[::1]:0` or `localhost:8080` means, which is
  /// not looked up yet.
  ///
  /// @throws IllegalArgumentException if the text is not a host with a port
  public static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(colon, 0));
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      if (!host.isEmpty() && !host.contains("/")) {
        return InetSocketAddress.createUnresolved(
            host, Integer.parseInt(text.substring(colon + 1)));
      }
    } catch (IllegalArgumentException _) {
      // the text after the colon is not a number, or not a port
    }
    throw new IllegalArgumentException(
        "expected an address such as 0.0.0.0:8000 or localhost:8000, not \"" + text + "\"");
  }
}
