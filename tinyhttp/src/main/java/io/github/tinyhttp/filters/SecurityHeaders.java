package io.github.tinyhttp.filters;

import io.github.tinyhttp.CheckReturnValue;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import java.time.Duration;
import java.util.Optional;

/// Fields by which browsers protect the users of a site. A field that a handler sets itself is left
/// alone. Immutable.
///
/// The defaults are safe for any site that is not shown in the frames of others:
///
/// | field | default | what it stops |
/// |---|---|---|
/// | `X-Content-Type-Options` | `nosniff` | an upload that is taken for a script |
/// | `X-Frame-Options` | `DENY` | clicks that another site steals through a frame |
/// | `Referrer-Policy` | `strict-origin-when-cross-origin` | paths and queries that other sites see |
/// | `Cross-Origin-Opener-Policy` | `same-origin` | other sites that hold a handle of the window |
/// | `Content-Security-Policy` | none | scripts that were smuggled in |
/// | `Strict-Transport-Security` | none | the first request without TLS |
///
/// ```java
/// Handler safe = SecurityHeaders.defaults()
///     .with("Content-Security-Policy", "default-src 'self'")
///     .withStrictTransport(Duration.ofDays(365))
///     .wrap(handler);
/// ```
@CheckReturnValue
public final class SecurityHeaders {
  private static final SecurityHeaders DEFAULTS =
      new SecurityHeaders(
          Headers.of(
              "X-Content-Type-Options", "nosniff",
              "X-Frame-Options", "DENY",
              "Referrer-Policy", "strict-origin-when-cross-origin",
              "Cross-Origin-Opener-Policy", "same-origin"),
          Optional.empty());

  private final Headers fields;
  private final Optional<String> strictTransport;

  private SecurityHeaders(Headers fields, Optional<String> strictTransport) {
    this.fields = fields;
    this.strictTransport = strictTransport;
  }

  /// The defaults in the table above.
  public static SecurityHeaders defaults() {
    return DEFAULTS;
  }

  /// These fields with one more, or with another value of one.
  ///
  /// @throws IllegalArgumentException if it is no field, or one that frames a message
  public SecurityHeaders with(String name, String value) {
    Response _ = Response.empty().withHeader(name, value); // for its checks
    return new SecurityHeaders(fields.with(name, value), strictTransport);
  }

  /// These fields without one.
  public SecurityHeaders without(String name) {
    return new SecurityHeaders(fields.without(name), strictTransport);
  }

  /// These fields with `Strict-Transport-Security` (RFC 6797), which makes browsers ask by https
  /// alone. It is sent only to clients that use TLS, as far as the connection or a trusted proxy
  /// tells (RFC 6797 §7.2), and not for subdomains: `with("Strict-Transport-Security", …)` sets
  /// another value, for every client.
  ///
  /// @param time how long browsers keep to it after each response; zero makes them forget it
  /// @throws IllegalArgumentException if the time is negative
  public SecurityHeaders withStrictTransport(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("Strict-Transport-Security for " + time);
    }
    return new SecurityHeaders(fields, Optional.of("max-age=" + time.toSeconds()));
  }

  /// A handler whose responses have these fields.
  public Handler wrap(Handler handler) {
    return request -> {
      boolean secured = request.scheme().equals("https");
      return ChangedResponses.of(request, handler, response -> added(response, secured));
    };
  }

  private Response added(Response response, boolean secured) {
    Response result = response;
    for (Headers.Field field : fields) {
      result = added(result, field.name(), field.value());
    }
    return secured && strictTransport.isPresent()
        ? added(result, "Strict-Transport-Security", strictTransport.orElseThrow())
        : result;
  }

  private static Response added(Response response, String name, String value) {
    return response.headers().contains(name) ? response : response.withHeader(name, value);
  }

  @Override
  public String toString() {
    return "SecurityHeaders" + fields + strictTransport.map(value -> " " + value).orElse("");
  }
}
