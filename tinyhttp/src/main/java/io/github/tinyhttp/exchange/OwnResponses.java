package io.github.tinyhttp.exchange;

import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.CrossOriginProtection;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which requests the application is not to see, and what the library responds to them.
///
/// @param hosts which hosts requests may be for
/// @param handledMethods methods that go to the application although the library has a response of
///   its own
/// @param protection from pages of other sites
/// @param events told of requests for other hosts
record OwnResponses(
    HostPolicy hosts,
    Set<HttpMethod> handledMethods,
    Optional<CrossOriginProtection> protection,
    EventSink events) {
  private static final BrokenRule OTHER_HOST =
      new OtherRule(
          "HOST_NOT_ALLOWED", "RFC 9110 §15.5.20", "this server does not serve that host name");

  /// The response to a request; null if the request is the application's.
  ///
  /// @param serverWide whether the request is about the server as a whole
  /// @param redirect where requests are sent, if they are not for the application
  @Nullable Response to(
      ServerRequest request, boolean serverWide, Optional<HttpsRedirect> redirect) {
    if (!hosts.allows(request, request.carrier.head())) {
      Response misdirected = LibraryResponses.ofOtherHost();
      events.refused(request, OTHER_HOST, misdirected.status());
      return misdirected;
    }
    Response own = handledMethods.contains(request.method()) ? null : byMethod(request, serverWide);
    if (own == null && redirect.isPresent()) {
      own = redirect.get().responseTo(request).orElse(null);
    }
    if (own == null && protection.isPresent() && !protection.get().allows(request)) {
      own = LibraryResponses.ofOtherOrigin();
    }
    return own;
  }

  private static @Nullable Response byMethod(Request request, boolean serverWide) {
    return switch (request.method().name()) {
      case "CONNECT", "TRACE" -> LibraryResponses.methodNotServed();
      case "OPTIONS" -> serverWide ? LibraryResponses.options() : null;
      default -> null;
    };
  }
}
