package io.github.tinyhttp.metrics;

import java.util.Optional;

/// The server as the client has named it.
record HostAndPort(String host, int port) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /// Takes a host with or without a port; without one it is the port of the scheme.
  ///
  /// @return empty if it is none
  static Optional<HostAndPort> parse(String text, String scheme) {
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon > text.lastIndexOf(']'); // an IPv6 address has colons in brackets
    String host = hasPort ? text.substring(0, colon) : text;
    String port = hasPort ? text.substring(colon + 1) : "";
    if (host.isEmpty()) {
      return Optional.empty();
    }
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      int usual = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
      return Optional.of(new HostAndPort(name, port.isEmpty() ? usual : Integer.parseInt(port)));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
