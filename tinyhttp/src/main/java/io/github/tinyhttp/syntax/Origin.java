package io.github.tinyhttp.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// The origin of a page, RFC 6454 §6.2: scheme, host and port, as browsers write it.
///
/// @param host in lower case
/// @param port the port; that of the scheme if the text names none
public record Origin(String scheme, String host, OptionalInt port) {
  private static final String SEPARATOR = "://";

  /// Reads an origin.
  ///
  /// @return empty if the text is none, as the `null` of a page without an origin
  public static Optional<Origin> parse(String text) {
    int colon = text.indexOf(SEPARATOR);
    if (colon <= 0) {
      return Optional.empty();
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    return of(scheme, text.substring(colon + SEPARATOR.length()));
  }

  /// The origin of a server. No page has a host with a star in it, which URIs allow: it is a
  /// pattern where none is taken.
  ///
  /// @param authority its host, perhaps with a port
  /// @return empty if that is no host
  public static Optional<Origin> of(String scheme, String authority) {
    if (!isScheme(scheme) || !Host.isHost(authority) || authority.indexOf('*') >= 0) {
      return Optional.empty();
    }
    byte[] bytes = authority.getBytes(StandardCharsets.ISO_8859_1);
    String digits = Host.portOf(bytes, 0, bytes.length);
    return Optional.of(
        new Origin(
            scheme,
            Host.withoutPort(authority).toLowerCase(Locale.ROOT),
            digits.isEmpty() ? defaultPort(scheme) : OptionalInt.of(Integer.parseInt(digits))));
  }

  /// As browsers write it: without the port of the scheme.
  @Override
  public String toString() {
    String shown = port.isEmpty() || port.equals(defaultPort(scheme)) ? "" : ":" + port.getAsInt();
    return scheme + SEPARATOR + host + shown;
  }

  private static boolean isScheme(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "+-.".indexOf(c) >= 0);
  }

  private static OptionalInt defaultPort(String scheme) {
    return switch (scheme) {
      case "http", "ws" -> OptionalInt.of(80);
      case "https", "wss" -> OptionalInt.of(443);
      default -> OptionalInt.empty();
    };
  }
}
