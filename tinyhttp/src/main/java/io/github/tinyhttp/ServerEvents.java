package io.github.tinyhttp;

import java.net.SocketAddress;

/// What a server tells about its work, for logs, metrics and tests. An application implements the
/// methods it wants to be called.
///
/// The server calls them on the thread where something happens, on several at once, except that no
/// event loop waits for them: what happens on a loop is told by another thread, one event after the
/// other, and so is what comes before that is done. So an implementation must be safe for use by
/// several threads, and may wait. One that is slower than the server misses events while 10,000
/// others wait, except for [#disconnected]. The server logs what an implementation throws, and goes
/// on.
///
/// A request with a response ends with exactly one call, of [#sent], [#cut] or [#upgraded]. What
/// could not be read is no request: of it only [#refused] tells.
public interface ServerEvents {
  /// The default: a listener that ignores every event.
  ServerEvents NONE = new ServerEvents() {};

  /// A client has connected. Where TLS is spoken, its handshake is done.
  default void connected(SocketAddress client) {}

  /// A connection is closed, by the client or by the server.
  default void disconnected(SocketAddress client) {}

  /// The operating system has taken over the whole response to a request. Whether the client got it
  /// is unknown.
  ///
  /// @param response the response as it was sent: the application's after conditions, ranges and
  ///   compression, or one that the library gave in its place
  default void sent(Request request, Response response) {}

  /// A request got a 101 response, and its connection speaks another protocol now.
  default void upgraded(Request request, String protocol) {}

  /// A request got a response, but the client did not get all of it: the client is gone or too
  /// slow, or the content of the response failed.
  default void cut(Request request, Response response, Throwable cause) {}

  /// A client broke a rule of the protocol, or did not keep a deadline.
  ///
  /// @param status the status of the response, which is sent unless the connection is broken
  /// @param rule the name of the rule, and the section of the RFC that states it
  default void refused(SocketAddress client, Status status, String rule) {}

  /// The application's code failed: a handler threw, or the code or stream that gives the content
  /// of a response did. The failure is in the log as well.
  ///
  /// An [HttpException] is a response and no failure. A client that leaves while its body is read
  /// or its response written causes [#cut] and not this; so does a handler that is interrupted
  /// because the grace of a shutdown is over.
  default void failed(Request request, Throwable cause) {}

  /// A client has connected where TLS is spoken, and the handshake failed: the client spoke another
  /// protocol, agreed to nothing the server offers, or was too slow. This is the only event of such
  /// a connection; [#connected] is not called for it.
  default void handshakeFailed(SocketAddress client, Throwable cause) {}

  /// The server cannot accept connections, for example because no file descriptors are left. It
  /// pauses and tries again. The next failure is told after an accept has succeeded.
  default void acceptFailed(Throwable cause) {}
}
