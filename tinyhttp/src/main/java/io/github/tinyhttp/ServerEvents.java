package io.github.tinyhttp;

import java.net.SocketAddress;

/// What a server tells of its work: for logs, metrics and tests. Called on the server's own
/// threads, so an implementation returns at once and is safe for use by several threads; what it
/// throws is dropped.
public interface ServerEvents {
  /// Tells nobody.
  ServerEvents NONE = new ServerEvents() {};

  /// A client has connected; where TLS is spoken, its handshake is done.
  default void connected(SocketAddress client) {}

  /// A connection is closed, whoever closed it.
  default void disconnected(SocketAddress client) {}

  /// A request has been answered, and the answer was handed to the operating system.
  ///
  /// @param answer what the application, or the library for it, has answered
  default void answered(Request request, Response answer) {}

  /// A request has been answered with 101, and its connection speaks another protocol now.
  default void upgraded(Request request, String protocol) {}

  /// A request was answered, but the answer did not reach the client whole: the client is gone or
  /// too slow, or the answer's own source failed.
  default void cut(Request request, Response answer, Throwable cause) {}

  /// A client broke a rule of the protocol, or a deadline; it was answered with `status` if there
  /// was a way to.
  ///
  /// @param rule what was broken, and where it stands
  default void refused(SocketAddress client, Status status, String rule) {}

  /// A handler threw, or the code or the stream that its answer is made of did. It is in the log,
  /// too. Not told of are an [HttpException], which is an answer, and a client that went away while
  /// its body was read or its answer written, which is [#cut].
  default void failed(Request request, Throwable cause) {}

  /// A client has connected where TLS is spoken, and nothing came of it: it spoke something else,
  /// or there was nothing to agree on, or it was too slow. Of such a one [#connected] does not
  /// tell, and nothing else does.
  default void handshakeFailed(SocketAddress client, Throwable cause) {}

  /// Connections cannot be accepted; the server pauses, tries again and again, and tells no more of
  /// it before it has succeeded.
  default void acceptFailed(Throwable cause) {}
}
