package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Response;
import org.jspecify.annotations.Nullable;

/// Sends errors that the library responds with by itself. The application may give them another
/// form. Its code runs on a thread beside the loops then, since a driver outside of a handler runs
/// none.
public final class OwnErrors {
  private OwnErrors() {}

  /// Whether the driver that has given a request the library's own response can send it at once:
  /// the application has no say in it.
  public static boolean isReady(ServerRequest request) {
    return !areOfApplication(request) || ruleOf(request.given()) == null;
  }

  /// Sends the library's own response, which [Dispatcher#isOwn] has given a request, when the
  /// request has its place among others.
  public static void send(ServerRequest request) {
    Response own = request.given();
    send(request, own, ruleOf(own));
  }

  /// Sends a response of the library's.
  ///
  /// @param rule why, for the application; null if it is no error
  static void send(ServerRequest request, Response own, @Nullable String rule) {
    if (rule == null || !areOfApplication(request)) {
      request.send();
      return;
    }
    Dispatcher dispatcher = request.dispatcher();
    dispatcher.start(
        "tinyhttp-error",
        () -> {
          request.response(dispatcher.errors.select(request, own, rule));
          request.send();
        },
        request::breakOff);
  }

  private static boolean areOfApplication(ServerRequest request) {
    return request.dispatcher().errors.areOfApplication();
  }

  private static @Nullable String ruleOf(Response own) {
    if (own == LibraryResponses.ofOtherHost()) {
      return "HOST_NOT_ALLOWED";
    }
    if (own == LibraryResponses.ofOtherOrigin()) {
      return "OTHER_ORIGIN";
    }
    if (own == LibraryResponses.methodNotServed()) {
      return "METHOD_NOT_SERVED";
    }
    if (own == LibraryResponses.overloaded()) {
      return ErrorMaker.OVERLOADED;
    }
    return own == LibraryResponses.toBeSecured() ? "NOT_SECURED" : null;
  }
}
