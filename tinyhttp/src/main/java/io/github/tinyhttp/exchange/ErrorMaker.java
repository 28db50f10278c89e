package io.github.tinyhttp.exchange;

import io.github.tinyhttp.ErrorResponses;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.semantics.KnownTrailers;
import io.github.tinyhttp.semantics.RepresentationSelector;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;

/// The application's error responses, kept from doing harm: status and framing stay the library's,
/// and its own response takes the place of one that fails.
///
/// @param responses of the application
/// @param selector for what is sent of them
record ErrorMaker(ErrorResponses responses, RepresentationSelector selector) {
  /// What [ErrorResponses] are told where no rule of a protocol is broken.
  static final String EXCEPTION = "EXCEPTION";

  static final String HANDLER_FAILED = "HANDLER_FAILED";
  static final String RESPONSE_LATE = "RESPONSE_LATE";
  static final String OVERLOADED = "OVERLOADED";
  static final String RESPONSE = "RESPONSE";

  /// Whether the application makes any.
  boolean areOfApplication() {
    return !ErrorResponses.OWN.equals(responses);
  }

  /// What is sent of a response, with its form if it is an error, or if the selection makes it one:
  /// 406, 412 or 416. Not on a driver outside of a handler.
  Response selected(Request request, Response given) throws IOException {
    Response base = formed(given);
    Response selected = selector.select(request, base);
    Response formed = selected == base ? base : formed(selected);
    return formed == selected ? selected : selector.select(request, formed);
  }

  private Response formed(Response given) {
    return areOfApplication() && given.isError() ? of(given, RESPONSE) : given;
  }

  /// For a handler that failed or gave no response. Not on a driver outside of a handler.
  Response handlerFailed() {
    return of(LibraryResponses.internalError(), HANDLER_FAILED);
  }

  /// As [#of(Response, String)], as the request gets it.
  Response select(Request request, Response own, String rule) {
    try {
      return KnownTrailers.in(selector.select(request, of(own, rule)));
    } catch (Throwable e) {
      Log.write(Level.ERROR, "the error response cannot be sent for " + rule, e);
      return own;
    }
  }

  /// What is sent in the place of `own`. Not on a driver outside of a handler.
  Response of(Response own, String rule) {
    if (!areOfApplication()) {
      return own;
    }
    try {
      Response made = responses.of(own, rule);
      if (made == null || made.isHandled()) {
        throw new IllegalStateException("no response was made for " + rule);
      }
      Response complete = made.withBody(made.body()); // it is no error in plain text
      Response framed = KnownTrailers.in(complete.withStatus(own.status().code()));
      return own.closesConnection() ? framed.withConnectionClose() : framed;
    } catch (Throwable e) {
      Log.write(Level.ERROR, "the error responses failed for " + rule, e);
      return own;
    }
  }
}
