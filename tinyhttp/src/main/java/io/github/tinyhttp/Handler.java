package io.github.tinyhttp;

/// Responds to requests: what an application gives to a [Server].
///
/// A handler is called for one request after the other on one connection, and for many connections
/// at once, so it has to be safe for use by several threads. It may block (a database, a lock,
/// another server, this server): the server notices and lets other threads drive on. It need not
/// read the body: what is left unread is skipped, or the connection closed.
///
/// When a handler throws, the client gets 500 and the failure is logged once; for an
/// [HttpException] the client gets the status that it names, and nothing is logged.
@FunctionalInterface
public interface Handler {
  /// Returns the response to `request`. The request's body can be read until the response is sent.
  ///
  /// @return never null. [Response#handled()] if the handler has called [Request#respond(Response)]
  ///   or [Request#upgrade(String, Response)] itself; if it has called neither, the client gets
  ///   500. Any other response that is returned although the handler has responded already is
  ///   dropped
  /// @throws Exception anything: the client gets 500
  Response handle(Request request) throws Exception;
}
