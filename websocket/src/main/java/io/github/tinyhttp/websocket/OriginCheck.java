package io.github.tinyhttp.websocket;

import io.github.tinyhttp.CrossOriginProtection;
import io.github.tinyhttp.Request;

/// Decides which web pages may connect, RFC 6455 §10.2. A browser lets any page open a WebSocket to
/// any server, with the user's cookies; only the server can refuse, by the `Origin` field. A client
/// that sends no `Origin`, as most clients other than browsers do, is always accepted.
@FunctionalInterface
public interface OriginCheck {
  /// Accepts pages of this server: the host and port of the origin must be those of the request. A
  /// proxy in front of the server therefore has to pass `Host` on, or to be one of the trusted
  /// [io.github.tinyhttp.Proxies] and tell the host. If the client uses TLS, as far as the
  /// connection or a trusted proxy tells, the scheme of the origin must be `https`. This is the
  /// default.
  OriginCheck SAME = CrossOriginProtection.defaults()::allowsOrigin;

  /// Accepts any page, for services that do not rely on cookies, client certificates or addresses.
  OriginCheck ANY = (_, _) -> true;

  /// Whether a page of this origin may connect.
  ///
  /// @param origin the value of `Origin`, such as `https://example.com`, or the text `null`
  boolean allows(String origin, Request request);

  /// Accepts pages of this server, and of these origins.
  ///
  /// @param origins origins such as `https://example.com` or `http://localhost:3000`
  /// @throws IllegalArgumentException if one is no origin
  static OriginCheck of(String... origins) {
    return CrossOriginProtection.defaults().withTrusted(origins)::allowsOrigin;
  }
}
