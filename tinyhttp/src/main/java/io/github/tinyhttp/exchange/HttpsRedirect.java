package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.syntax.Host;
import io.github.tinyhttp.syntax.PercentCoding;
import java.util.Optional;

/// Sends clients that came by http to the same place by https. What a certificate authority asks
/// for by http goes to the application.
///
/// @param port of the https server as clients know it
public record HttpsRedirect(int port) {
  private static final int DEFAULT_PORT = 443;
  private static final String CHALLENGES = "/.well-known/acme-challenge/"; // RFC 8555 §8.3

  /// The redirect; empty for a request that is the application's all the same.
  Optional<Response> responseTo(Request request) {
    if (request.rawPath().startsWith(CHALLENGES)) {
      return Optional.empty();
    }
    return Optional.of(
        request
            .host()
            .filter(Host::isHost)
            .flatMap(host -> redirect(location(request, host)))
            .orElseGet(() -> LibraryResponses.toBeSecured()));
  }

  private static Optional<Response> redirect(String location) {
    try {
      return Optional.of(Response.redirect(308, location));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // a host of a future kind, RFC 3986 §3.2.2
    }
  }

  private String location(Request request, String host) {
    String authority = Host.withoutPort(host) + (port == DEFAULT_PORT ? "" : ":" + port);
    String query = request.query().map(text -> "?" + text).orElse("");
    return "https://" + authority + PercentCoding.encodeIllegal(request.rawPath() + query);
  }
}
