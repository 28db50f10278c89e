package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Origin;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Keeps pages of other sites from changing anything here in the name of their visitors (cross-site
/// request forgery), without tokens. Requests with a method that is not safe (RFC 9110 §9.2.1),
/// such as POST, get 403 if a browser sends them for a page of another origin. Requests with GET,
/// HEAD and OPTIONS pass, so they must change nothing. Immutable.
///
/// A browser tells by `Sec-Fetch-Site` where a request comes from. One that does not know that
/// field (from before 2023) tells by `Origin`, which is compared with the host that the request
/// names. A request with neither comes from no browser, and passes: it carries no credentials that
/// a page could misuse.
///
/// ```java
/// Server.builder()
///     .bind(8000)
///     .crossOriginProtection(CrossOriginProtection.defaults())
///     .handler(handler)
///     .start();
/// ```
///
/// Behind a proxy, `Host` has to be passed on, or the proxy to be one of the trusted [Proxies].
@CheckReturnValue
public final class CrossOriginProtection {
  private static final CrossOriginProtection DEFAULTS = new CrossOriginProtection(Set.of());

  private final Set<Origin> trusted;

  private CrossOriginProtection(Set<Origin> trusted) {
    this.trusted = trusted;
  }

  /// Lets pages of this server alone change something.
  public static CrossOriginProtection defaults() {
    return DEFAULTS;
  }

  /// Lets pages of these origins change something as well.
  ///
  /// @param origins origins such as `https://app.example`
  /// @throws IllegalArgumentException if one is no origin
  public CrossOriginProtection withTrusted(String... origins) {
    var all = new HashSet<>(trusted);
    for (String origin : origins) {
      all.add(
          Origin.parse(origin)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "an origin such as https://app.example wanted, not " + origin)));
    }
    return new CrossOriginProtection(Set.copyOf(all));
  }

  /// Whether a request may do what it asks for: its method is safe, or it comes from this server's
  /// pages, from a trusted origin, or from no browser.
  public boolean allows(Request request) {
    if (request.method().isSafe()) {
      return true;
    }
    return switch (request.header("Sec-Fetch-Site").orElse("")) {
      case "same-origin", "none" -> true; // none: the user, by the address bar or a bookmark
      case "" -> request.header("Origin").map(origin -> allowsOrigin(origin, request)).orElse(true);
      default -> request.header("Origin").filter(this::trusts).isPresent();
    };
  }

  /// Whether an origin is the server that the request names, or is trusted; whatever the method.
  /// For a GET that does change something, such as the handshake of a WebSocket.
  ///
  /// @param origin the value of `Origin`
  public boolean allowsOrigin(String origin, Request request) {
    return trusts(origin) || isSame(origin, request);
  }

  private boolean trusts(String origin) {
    return Origin.parse(origin).filter(trusted::contains).isPresent();
  }

  /// A handler that is asked for what [#allows] lets through.
  public Handler wrap(Handler handler) {
    Objects.requireNonNull(handler, "handler");
    return request -> {
      if (!allows(request)) {
        throw new HttpException(403, "a page of another origin may not do that");
      }
      return handler.handle(request);
    };
  }

  /// Whether an origin is the server as the client sees it. A proxy that is not trusted may have
  /// removed the TLS, so `https` is never ruled out.
  private static boolean isSame(String origin, Request request) {
    Optional<Origin> page = Origin.parse(origin);
    if (page.isEmpty()) {
      return false;
    }
    String scheme = page.get().scheme();
    boolean allowed =
        scheme.equals("https") || scheme.equals("http") && !request.scheme().equals("https");
    return allowed && request.host().flatMap(host -> Origin.of(scheme, host)).equals(page);
  }

  @Override
  public String toString() {
    return "CrossOriginProtection" + trusted;
  }
}
