package io.github.tinyhttp;

import java.util.List;

/// Responds to requests: what an application gives to a [Server].
///
/// The server calls a handler on several threads at once, so it must be safe for use by them. A
/// handler may block (on a database, a lock, another server, this server): the server notices, and
/// other threads serve its other connections. It need not read the body: the server skips what is
/// left unread, or closes the connection.
///
/// Handlers for one client after the other run on the same threads of the library. The server
/// undoes what a handler does to its thread: interrupts, name, priority, context class loader, and
/// handler of uncaught exceptions. An interrupt reaches a handler only while it runs. The context
/// class loader is that of the thread that started the server. The server cannot undo values in a
/// `ThreadLocal`: a handler removes what it sets, or uses a `ScopedValue`. Inheritable ones do not
/// pass to the threads of other requests.
///
/// When a handler throws an [HttpException], or an exception that has one among its causes, the
/// client gets the status that it names, and nothing is logged. The same holds when the body broke
/// off or is malformed, whatever the code that reads it throws: the client gets 400, or the status
/// of that fault. When a handler throws something else, the client gets 500, and the failure is
/// logged once.
///
/// A handler is asked for requests with any method, also one that no standard knows: any token is a
/// method. A handler that does not look at [Request#method()] responds to `FOOBAR` as it does to
/// GET. [#get(Handler)] and [#of(Handler, HttpMethod...)] put the refusals of RFC 9110 §9.1 around
/// it.
@FunctionalInterface
public interface Handler {
  /// Returns the response to `request`. The request's body can be read until the response is sent.
  ///
  /// @return never null. [Response#handled()] if the handler has responded by itself, with
  ///   [Request#respond(Response)], [Request#begin(Response)] or [Request#upgrade(String,
  ///   Response)]; if it has not, the client gets 500. Any other response that is returned after
  ///   the handler has responded is dropped, and its stream closed
  /// @throws Exception anything: the client gets 500, or the status of an [HttpException]
  Response handle(Request request) throws Exception;

  /// A handler for GET and HEAD alone, as [#of(Handler, HttpMethod...)].
  static Handler get(Handler handler) {
    return of(handler, HttpMethod.GET, HttpMethod.HEAD);
  }

  /// A handler that passes on requests with these methods alone. It responds to OPTIONS with 204
  /// and `Allow`, to other methods that RFC 9110 §9.3 or RFC 5789 defines with 405 and `Allow`, and
  /// to any other method with 501.
  ///
  /// ```java
  /// Server.http(8000, Handler.of(handler, HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST));
  /// ```
  ///
  /// @throws IllegalArgumentException if there are no methods
  static Handler of(Handler handler, HttpMethod... methods) {
    return new MethodFilter(handler, List.of(methods));
  }
}
