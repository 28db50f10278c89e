package io.github.tinyhttp;

/// Makes what the library says by itself when it refuses a request, or when a handler fails: pages
/// in the style of a site, or fields that every response must have, such as those of CORS.
///
/// ```java
/// ErrorResponses readable = (own, _) -> own.withHeader("Access-Control-Allow-Origin", "*");
/// ```
///
/// It is asked for requests that break a rule of the protocol (400, 414, 417, 421, 431, 501, 505),
/// that are late (408, 503), or that nothing takes (503), and where the library makes the response
/// of an [HttpException] or of another exception. It is not asked for 501 to CONNECT and TRACE,
/// which [Server.Builder#handleMethods(HttpMethod...)] hands to the application, nor for a client
/// that speaks HTTP where TLS is spoken, nor for 421 by [Server.Builder#hosts(String...)] and 403
/// by [CrossOriginProtection].
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
  /// @param own the library's response: a status, and a line of plain text that repeats nothing of
  ///   what the client sent
  /// @param rule the name of the rule that the request breaks, as [ServerEvents#refused] tells it;
  ///   or `EXCEPTION` for an [HttpException], `HANDLER_FAILED` for another exception,
  ///   `RESPONSE_LATE` for [Timeouts#response()], `OVERLOADED` for an executor that takes no more
  /// @return a response with any fields and content; its status does not count
  /// @throws Exception anything: the client gets `own`
  Response of(Response own, String rule) throws Exception;
}
