package io.github.tinyhttp;

import java.util.Arrays;
import java.util.List;

/// What a server tells about its work, for logs, metrics and tests. An application implements the
/// methods it wants to be called; the others cost nothing.
///
/// A thread of its own calls them, one after the other, in the order in which things happened. So a
/// listener may wait: it delays no client, and sees an event a moment after the client saw its
/// effect. Events come as objects with accessors, so that they can tell more in later versions.
///
/// A listener that is slower than the server misses events while 10,000 others wait, except for
/// [#disconnected]; [ServerMetrics#eventsDropped()] counts them. The end of the server waits up to
/// two seconds for events that are not told yet. The server logs what a listener throws, and goes
/// on.
///
/// A request that was received ends with exactly one call, of [#sent], [#cut] or [#upgraded], once
/// it has a response. What could not be read is no request: of it only [#refused] tells.
public interface ServerEvents {
  /// The default: a listener that ignores every event.
  ServerEvents NONE = new ServerEvents() {};

  /// Several listeners in the place of one. Each has a thread of its own, so that a slow one holds
  /// up no other.
  static ServerEvents all(ServerEvents... listeners) {
    List<ServerEvents> parts =
        Arrays.stream(listeners).flatMap(one -> one.listeners().stream()).distinct().toList();
    return new ServerEvents() {
      @Override
      public List<ServerEvents> listeners() {
        return parts;
      }
    };
  }

  /// The listeners to call: this one alone, except for [#all(ServerEvents...)].
  default List<ServerEvents> listeners() {
    return List.of(this);
  }

  /// A client has connected. Where TLS is spoken, its handshake is done.
  default void connected(ConnectionEvent connection) {}

  /// A connection is closed, by the client or by the server.
  default void disconnected(ConnectionEvent connection) {}

  /// The head of a request was read and understood.
  default void received(RequestEvent request) {}

  /// A handler is called, or a thread of the application has received the request.
  default void handlingBegan(RequestEvent request) {}

  /// A response was given. Its content may still be to be made.
  default void responded(RequestEvent request) {}

  /// The operating system has taken over the whole response to a request. Whether the client got it
  /// is unknown.
  default void sent(RequestEvent request) {}

  /// A request got a response, but the client did not get all of it: the client is gone or too
  /// slow, or the content of the response failed. [RequestEvent#cause()] says which.
  default void cut(RequestEvent request) {}

  /// A request got a 101 response, and its connection speaks another protocol now. Over HTTP/2 a
  /// 200 response does that for one stream.
  default void upgraded(RequestEvent request) {}

  /// A whole message of a client has come over a connection that has left HTTP.
  default void messageReceived(MessageEvent message) {}

  /// A whole message was written to a connection that has left HTTP. Whether the client got it is
  /// unknown.
  default void messageSent(MessageEvent message) {}

  /// A protocol that is not HTTP says how its session has ended: a WebSocket was closed. Mostly
  /// [#upgradeEnded] follows, but after a broken connection it may have come before.
  default void sessionEnded(SessionEndEvent end) {}

  /// What a request was upgraded to has ended.
  default void upgradeEnded(RequestEvent request) {}

  /// A client broke a rule of the protocol, or did not keep a deadline.
  default void refused(RefusalEvent refusal) {}

  /// The application's code failed: a handler threw, or the code or stream that gives the content
  /// of a response did. The failure is in the log as well.
  ///
  /// An [HttpException] is a response and no failure. A client that leaves while its body is read
  /// or its response written causes [#cut] and not this; so does a handler that is interrupted
  /// because the grace of a shutdown is over.
  default void failed(RequestEvent request, Throwable cause) {}

  /// A client has connected where TLS is spoken, and the handshake failed: the client spoke another
  /// protocol, agreed to nothing the server offers, or was too slow. This is the only event of such
  /// a connection; [#connected] is not called for it.
  default void handshakeFailed(ConnectionEvent connection, Throwable cause) {}

  /// The server cannot accept connections, for example because no file descriptors are left, or
  /// because there are as many as there may be. It tries again ten times a second, and whenever a
  /// connection ends.
  default void acceptPaused(PauseEvent pause) {}

  /// The server has accepted a connection again.
  default void acceptResumed(PauseEvent pause) {}

  /// An event loop was taken from a thread whose handler takes long. Under [Dispatch#AUTO] handlers
  /// then run beside the loops, and this becomes rare.
  default void loopHandedOver(HandOverEvent handOver) {}

  /// Handlers hold all threads that virtual threads run on, and handlers that begin now get
  /// platform threads.
  default void carriersHeld() {}
}
