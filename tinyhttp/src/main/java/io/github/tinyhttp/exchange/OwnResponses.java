package io.github.tinyhttp.exchange;

import io.github.tinyhttp.CrossOriginProtection;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which requests the application is not to see, and what the library responds to them.
///
/// @param handledMethods methods that go to the application although the library has a response of
///   its own
record OwnResponses(Set<HttpMethod> handledMethods, Optional<CrossOriginProtection> protection) {
  /// The response to a request; null if the request is the application's.
  ///
  /// @param serverWide whether the request is about the server as a whole
  /// @param redirect where requests are sent, if they are not for the application
  @Nullable Response to(Request request, boolean serverWide, Optional<HttpsRedirect> redirect) {
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
