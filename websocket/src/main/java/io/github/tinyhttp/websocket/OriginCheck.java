package io.github.tinyhttp.websocket;

import io.github.tinyhttp.Request;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Decides which web pages may connect, RFC 6455 §10.2. A browser lets any page open a WebSocket to
/// any server, with the user's cookies; only the server can refuse, by `Origin`. Clients that are
/// no browsers mostly send none, and are always let in.
@FunctionalInterface
public interface OriginCheck {
  /// Pages of this very server: the host and port of the origin are those of the request. Behind a
  /// proxy that means that it has to pass `Host` on. On a connection with TLS of this server's own
  /// the page has to be `https`. The default.
  OriginCheck SAME = SameOrigin::isSame;

  /// Any page: for services that do not rely on cookies, client certificates or addresses.
  OriginCheck ANY = (_, _) -> true;

  /// Whether a page of `origin` may connect.
  ///
  /// @param origin the value of `Origin`, such as `https://example.com`, or `null` as text
  boolean allows(String origin, Request request);

  /// Pages of this server, and of these origins.
  ///
  /// @param origins such as `https://example.com` or `http://localhost:3000`
  static OriginCheck of(String... origins) {
    Set<String> known =
        Stream.of(origins)
            .map(origin -> origin.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    return (origin, request) ->
        known.contains(origin.toLowerCase(Locale.ROOT)) || SAME.allows(origin, request);
  }
}
