package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Request;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compares the origin of a page with what it connects to, RFC 6454 §5.
final class SameOrigin {
  private SameOrigin() {}

  /// Whether a page of `origin` is one of the server that `request` came to.
  static boolean isSame(String origin, Request request) {
    URI page = parse(origin);
    if (page == null || page.getHost() == null) {
      return false; // "null", of pages that have no origin, and worse
    }
    int usual =
        switch (Objects.requireNonNullElse(page.getScheme(), "").toLowerCase(Locale.ROOT)) {
          case "https" -> 443;
          // A proxy may have taken the TLS off, so only our own tells of what the user sees.
          case "http" -> request.isSecure() ? 0 : 80;
          default -> 0;
        };
    URI server = parse("http://" + request.authority().orElse(""));
    return usual > 0
        && server != null
        && page.getHost().equalsIgnoreCase(server.getHost())
        && portOf(page, usual) == portOf(server, usual);
  }

  private static int portOf(URI uri, int usual) {
    return uri.getPort() < 0 ? usual : uri.getPort();
  }

  private static @Nullable URI parse(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
