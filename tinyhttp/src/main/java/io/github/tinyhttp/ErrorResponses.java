package io.github.tinyhttp;

/// Gives errors their form: pages in the style of a site, or fields that every response must have,
/// such as those of CORS. Errors are what the library says by itself when it refuses a request, or
/// when a handler fails, and what [Response#error(int, String)] makes.
///
/// ```java
/// ErrorResponses readable = (own, _) -> own.withHeader("Access-Control-Allow-Origin", "*");
/// ```
///
/// It is asked for requests that break a rule of the protocol (400, 414, 417, 421, 431, 501, 505),
/// that are late (408, 503), or that nothing takes (503); where the library makes the response of
/// an [HttpException] or of another exception; for 421 by [Server.Builder#hosts(String...)], 403 by
/// [CrossOriginProtection], and 501 to CONNECT and TRACE; and for each [Response#isError()] that a
/// handler, a filter or the library gives: 401, 404, 405, 406, 412, 416, 429 and others. It is not
/// asked for a client that speaks HTTP where TLS is spoken, for a response with content of its own,
/// nor for what [Request#begin(Response)] begins.
///
/// The library calls it on several threads at once: on that of the handler that failed, or on a
/// thread that may wait. Status and framing stay the library's. If it fails, the client gets the
/// library's own response, and the failure is logged.
@FunctionalInterface
public interface ErrorResponses {
  /// The default: what the library says.
  ErrorResponses OWN = (own, _) -> own;

  /// Makes a response.
  ///
  /// @param own the response as it is without a form: a status, fields, and text; the library's own
  ///   is a line or a few that repeat nothing of what the client sent
  /// @param rule the name of the rule that the request breaks, as [ServerEvents#refused] tells it;
  ///   or `EXCEPTION` for an [HttpException], `HANDLER_FAILED` for another exception,
  ///   `RESPONSE_LATE` for [Timeouts#response()], `OVERLOADED` for an executor that takes no more
  ///   and for [Limits#requests()] and [Timeouts#queue()], `STOPPING` for a server that is going
  ///   down, `HOST_NOT_ALLOWED`, `OTHER_ORIGIN`, `METHOD_NOT_SERVED` and `NOT_SECURED` for a
  ///   request that the application does not see, `RESPONSE` for a [Response#isError()]
  /// @return a response with any fields and content; its status does not count
  /// @throws Exception anything: the client gets `own`
  Response of(Response own, String rule) throws Exception;
}
