package io.github.tinyhttp;

import org.jspecify.annotations.Nullable;

/// Answers requests: what an application gives to a [Server].
///
/// A handler is called for one request after the other on one connection, and for many connections
/// at once, so it has to be safe for use by several threads. It may block (a database, a lock,
/// another server, this server): the server notices and lets other threads drive on. It need not
/// read the body: what is left unread is skipped, or the connection closed.
///
/// A handler that throws is answered with 500 and logged once; with the status it names if it
/// throws an [HttpException].
@FunctionalInterface
public interface Handler {
  /// The answer to `request`. The request's body can be read until the answer is sent.
  ///
  /// @return the answer, or null if [Request#respond(Response)] or [Request#upgrade(String,
  ///   Response)] was called; if neither was, the answer is 500. One that is returned although the
  ///   request is answered already is dropped
  /// @throws Exception anything: the client gets 500
  @Nullable Response handle(Request request) throws Exception;
}
