package io.github.tinyhttp.http1;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.syntax.Host;
import io.github.tinyhttp.syntax.PercentCoding;
import java.util.Optional;

/// Sends clients that came by http to the same place by https. What a certificate authority asks
/// for by http goes to the application.
///
/// @param port of the https server as clients know it
record ToHttps(int port) {
  private static final int DEFAULT_PORT = 443;
  private static final String CHALLENGES = "/.well-known/acme-challenge/"; // RFC 8555 §8.3

  /// The answer; empty if the request is for the application all the same.
  Optional<Response> answer(Exchange exchange) {
    if (exchange.rawPath().startsWith(CHALLENGES)) {
      return Optional.empty();
    }
    return Optional.of(
        exchange
            .host()
            .filter(Host::isHost)
            .flatMap(host -> redirect(location(exchange, host)))
            .orElseGet(() -> Response.text("this is to be asked for by https\n").withStatus(400)));
  }

  private static Optional<Response> redirect(String location) {
    try {
      return Optional.of(Response.redirect(308, location));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // a host of a future kind, RFC 3986 §3.2.2
    }
  }

  private String location(Exchange exchange, String host) {
    String authority = Host.withoutPort(host) + (port == DEFAULT_PORT ? "" : ":" + port);
    String query = exchange.query().map(text -> "?" + text).orElse("");
    return "https://" + authority + PercentCoding.encodeIllegal(exchange.rawPath() + query);
  }
}
