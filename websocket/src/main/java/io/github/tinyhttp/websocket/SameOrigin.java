package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Request;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compares the origin of a page with the server it connects to, RFC 6454 §5: the server as the
/// client sees it, which a trusted proxy tells.
final class SameOrigin {
  private SameOrigin() {}

  /// Whether `origin` is the server that received `request`.
  static boolean isSame(String origin, Request request) {
    URI page = parse(origin);
    if (page == null || page.getHost() == null) {
      return false; // the text "null" of a page without an origin, or no URI at all
    }
    int defaultPort =
        switch (Objects.requireNonNullElse(page.getScheme(), "").toLowerCase(Locale.ROOT)) {
          case "https" -> 443;
          // A proxy that is not trusted may have removed the TLS, so plain HTTP does not rule https
          // out.
          case "http" -> request.scheme().equals("https") ? 0 : 80;
          default -> 0;
        };
    URI server = parse("http://" + request.host().orElse(""));
    return defaultPort > 0
        && server != null
        && page.getHost().equalsIgnoreCase(server.getHost())
        && portOf(page, defaultPort) == portOf(server, defaultPort);
  }

  private static int portOf(URI uri, int defaultPort) {
    return uri.getPort() < 0 ? defaultPort : uri.getPort();
  }

  private static @Nullable URI parse(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
