package io.github.tinyhttp.filters;

import io.github.tinyhttp.CheckReturnValue;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.semantics.Vary;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// Lets pages of other origins read responses: CORS, the Fetch standard's "HTTP-CORS protocol". It
/// opens a door that browsers keep shut, and protects nothing: any other client sends what it
/// likes. Immutable.
///
/// ```java
/// Handler open = Cors.of("https://app.example", "https://*.pages.example")
///     .withMethods(HttpMethod.GET, HttpMethod.PUT)
///     .withRequestHeaders("Content-Type")
///     .wrap(handler);
/// ```
///
/// A preflight (`OPTIONS` with `Access-Control-Request-Method`) gets its response here, whatever
/// the origin; one from an origin that is not allowed gets no permission. Every other request goes
/// to the handler, and its response, an error of an [io.github.tinyhttp.HttpException] included,
/// says who may read it. To allow nothing but pages of this server itself takes no CORS, but
/// [io.github.tinyhttp.CrossOriginProtection].
@CheckReturnValue
public final class Cors {
  private static final String ORIGIN = "Origin";
  private static final String METHOD = "Access-Control-Request-Method";
  private static final String FIELDS = "Access-Control-Request-Headers";
  private static final String PREFLIGHT_VARY = ORIGIN + ", " + METHOD + ", " + FIELDS;

  private final Origins origins;
  private final boolean credentials;

  /// What the response to a preflight grants.
  private final Headers grants;

  /// What other responses expose.
  private final Headers exposed;

  private Cors(Origins origins, boolean credentials, Headers grants, Headers exposed) {
    this.origins = origins;
    this.credentials = credentials;
    this.grants = grants;
    this.exposed = exposed;
  }

  /// Allows pages of certain origins to send GET, HEAD and POST without further fields, and without
  /// cookies.
  ///
  /// @param origins origins such as `https://app.example` or `http://localhost:3000`;
  ///   `https://*.app.example` is any subdomain, not `app.example` itself
  /// @throws IllegalArgumentException if there are none, or one is none of these
  public static Cors of(String... origins) {
    return new Cors(Origins.of(List.of(origins)), false, Headers.empty(), Headers.empty());
  }

  /// As [#of], for pages of any origin: for what everyone may read. There are no cookies with it.
  public static Cors anyOrigin() {
    return new Cors(Origins.any(), false, Headers.empty(), Headers.empty());
  }

  /// These rules with methods that pages may use beside GET, HEAD and POST.
  ///
  /// @throws IllegalArgumentException if there are none
  public Cors withMethods(HttpMethod... methods) {
    return granting("Access-Control-Allow-Methods", Names.joined(Names.of(methods)));
  }

  /// These rules with fields that pages may send beside the few that any page may: `Content-Type`
  /// for JSON, or `Authorization`.
  ///
  /// @throws IllegalArgumentException if there are none, or one is no field name
  public Cors withRequestHeaders(String... names) {
    return granting("Access-Control-Allow-Headers", Names.joined(Names.ofFields(names)));
  }

  /// These rules with fields of responses that scripts may see beside the few that they always may.
  ///
  /// @throws IllegalArgumentException if there are none, or one is no field name
  public Cors withExposedHeaders(String... names) {
    String all = Names.joined(Names.ofFields(names));
    return new Cors(
        origins, credentials, grants, exposed.with("Access-Control-Expose-Headers", all));
  }

  /// These rules with a time for which browsers remember the response to a preflight; five seconds
  /// if none is given. Browsers have bounds of their own, such as two hours.
  ///
  /// @throws IllegalArgumentException if the time is negative
  public Cors withMaxAge(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("Access-Control-Max-Age of " + time);
    }
    return granting("Access-Control-Max-Age", Long.toString(time.toSeconds()));
  }

  /// These rules with requests that carry cookies or other credentials of the user: pages of these
  /// origins can do and read whatever the user can.
  ///
  /// @throws IllegalStateException if any origin is allowed: any page could act for its visitors
  public Cors withCredentials() {
    if (origins.isAny()) {
      throw new IllegalStateException("credentials for any origin: name the origins");
    }
    return new Cors(origins, true, grants, exposed);
  }

  private Cors granting(String name, String value) {
    return new Cors(origins, credentials, grants.with(name, value), exposed);
  }

  /// A handler whose responses say who may read them.
  public Handler wrap(Handler handler) {
    Objects.requireNonNull(handler, "handler");
    return request ->
        isPreflight(request)
            ? preflight(request)
            : ChangedResponses.of(request, handler, permission(request, exposed));
  }

  private static boolean isPreflight(Request request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.header(ORIGIN).isPresent()
        && request.header(METHOD).isPresent();
  }

  private Response preflight(Request request) {
    Response response = Response.empty().withHeader("Vary", PREFLIGHT_VARY);
    return permission(request, grants).apply(response);
  }

  /// Adds to a response what a page of the request's origin is allowed. A response that depends on
  /// the origin says so, also to a client that sends none, since a cache gives it to others.
  private UnaryOperator<Response> permission(Request request, Headers more) {
    String origin = request.header(ORIGIN).orElse("");
    return response -> {
      if (origins.isAny()) {
        return added(response.withHeader("Access-Control-Allow-Origin", "*"), more);
      }
      Response varying = Vary.on(ORIGIN, response);
      if (!origins.contain(origin)) {
        return varying;
      }
      Response allowed = varying.withHeader("Access-Control-Allow-Origin", origin);
      return added(
          credentials ? allowed.withHeader("Access-Control-Allow-Credentials", "true") : allowed,
          more);
    };
  }

  private static Response added(Response response, Headers fields) {
    Response result = response;
    for (Headers.Field field : fields) {
      result = result.withHeader(field.name(), field.value());
    }
    return result;
  }

  @Override
  public String toString() {
    return "Cors[" + origins + (credentials ? " with credentials" : "") + "]";
  }
}
