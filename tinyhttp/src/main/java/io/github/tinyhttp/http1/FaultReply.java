package io.github.tinyhttp.http1;

import io.github.tinyhttp.Response;
import java.util.EnumMap;
import java.util.Map;

/// The answers the library makes itself: a status, and a line of plain text that repeats nothing of
/// what the client sent. All are made when this class is loaded, so that there is nothing left to
/// make when memory or descriptors have run out.
final class FaultReply {
  private static final Map<Rule, Response> BY_RULE = new EnumMap<>(Rule.class);
  private static final Response INTERNAL_ERROR = of(500, "the server failed");
  private static final Response OVERLOADED = of(503, "the server is overloaded");
  private static final Response LATE = of(503, "the answer took too long").withConnectionClose();
  private static final Response NOT_SECURED =
      of(400, "this port speaks HTTPS, not HTTP: the address begins with https://");
  private static final Response OPTIONS =
      Response.status(204).withHeader("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");

  static {
    for (Rule rule : Rule.values()) {
      BY_RULE.put(rule, of(rule.status().code(), rule.message()).withConnectionClose());
    }
  }

  private FaultReply() {}

  private static Response of(int status, String message) {
    return Response.text(message + "\n").withStatus(status);
  }

  /// To a request that breaks a rule of the wire; the connection is closed after it.
  static Response to(Rule rule) {
    return BY_RULE.getOrDefault(rule, INTERNAL_ERROR);
  }

  /// For a handler that failed or gave no answer.
  static Response internalError() {
    return INTERNAL_ERROR;
  }

  /// For an executor that takes no more.
  static Response overloaded() {
    return OVERLOADED;
  }

  /// For an application that has not answered in time.
  static Response late() {
    return LATE;
  }

  /// For a client that speaks HTTP where HTTPS is spoken.
  static Response notSecured() {
    return NOT_SECURED;
  }

  /// To `OPTIONS *`, RFC 9110 §9.3.7.
  static Response options() {
    return OPTIONS;
  }
}
