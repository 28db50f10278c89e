package io.github.tinyhttp.websocket;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.SocketAddress;
import java.util.Optional;

/// A connection that speaks WebSocket (RFC 6455), as the application sees it: a way to send. What
/// comes is brought to a [WebSocketListener].
///
/// ```java
/// var server = Server.http(8000, request -> switch (request.path()) {
///   case "/echo" -> WebSocket.accept(request, new WebSocketListener() {
///     public void onText(WebSocket socket, String text) throws IOException {
///       socket.send(text);
///     }
///   });
///   default -> Response.status(404);
/// });
/// ```
///
/// All methods may be called from any thread. Each message leaves whole: several threads may send
/// at once, and their messages never mix. A WebSocket on which nothing happens holds no thread and
/// no buffer.
public interface WebSocket {
  /// What writes a message whose length is not known, piece by piece.
  @FunctionalInterface
  interface Content<T> {
    /// Writes the message; flushing sends what there is so far.
    void writeTo(T out) throws IOException;
  }

  /// Makes of a request a WebSocket, with the default options; otherwise as [#accept(Request,
  /// WebSocketOptions, WebSocketListener)].
  static Response accept(Request request, WebSocketListener listener) throws IOException {
    return accept(request, WebSocketOptions.defaults(), listener);
  }

  /// Makes of a request a WebSocket, RFC 6455 §4.2. The listener is called from then on, on a
  /// virtual thread of its own.
  ///
  /// A request is refused with 405 if it is no GET, with 426 if it does not ask for WebSocket of
  /// version 13, with 400 if the handshake is broken, and with 403 if it comes from a web page that
  /// [WebSocketOptions#origins()] does not let in.
  ///
  /// @return what a [io.github.tinyhttp.Handler] is to return: [Response#handled()] if the
  ///   connection speaks WebSocket from now on, else the refusal
  /// @throws IOException if the client is gone
  /// @throws IllegalStateException if the request has been answered already
  static Response accept(Request request, WebSocketOptions options, WebSocketListener listener)
      throws IOException {
    WebSocketHandshake handshake;
    try {
      handshake = WebSocketHandshake.of(request, options);
    } catch (HttpException e) {
      return e.response();
    }
    var upgrade = request.upgrade(WebSocketHandshake.PROTOCOL, handshake.response());
    var session = new Session(upgrade, request.remoteAddress(), handshake, options);
    new ReceiveLoop(session, upgrade, handshake, options, listener).start();
    return Response.handled();
  }

  /// The subprotocol that was agreed on, one of [WebSocketOptions#subprotocols()], if any was.
  Optional<String> subprotocol();

  /// The other end of the connection.
  SocketAddress remoteAddress();

  /// Whether messages can still be sent, as far as is known here: neither side has begun to close.
  boolean isOpen();

  /// Sends a text message. Blocks while the client is slow, at most for [WebSocketTimeouts#write()]
  /// without progress; then the connection is closed.
  ///
  /// @throws IOException if the connection is closed, or closing
  void send(String text) throws IOException;

  /// Sends a binary message; otherwise as [#send(String)].
  void send(byte[] bytes) throws IOException;

  /// Sends a text message in fragments, as it is written. Other messages wait until it is done. If
  /// `content` fails, the connection is closed with 1011, as half a message cannot be taken back.
  ///
  /// @throws IOException as [#send(String)], or what `content` has thrown
  void sendText(Content<Writer> content) throws IOException;

  /// Sends a binary message in fragments; otherwise as [#sendText(Content)].
  void sendBinary(Content<OutputStream> content) throws IOException;

  /// Queues a text message, which is sent soon, in order, and never blocks: for telling many
  /// clients, some of which may be slow.
  ///
  /// @return false if more than [WebSocketLimits#queue()] bytes wait already, or the connection is
  ///   closed or closing; then the message is not sent
  boolean trySend(String text);

  /// Queues a binary message; otherwise as [#trySend(String)].
  ///
  /// @param bytes not copied: do not change them after
  boolean trySend(byte[] bytes);

  /// Sends a ping, which the client answers with a pong of the same bytes: see
  /// [WebSocketListener#onPong(WebSocket, byte[])]. The library pings idle clients itself,
  /// [WebSocketTimeouts#keepAlive()].
  ///
  /// @throws IllegalArgumentException for more than 125 bytes
  void ping(byte[] bytes) throws IOException;

  /// Begins to close, with code 1000.
  default void close() {
    close(CloseReason.NORMAL, "");
  }

  /// Begins to close (RFC 6455 §7): sends what is queued, then a close frame, and waits for that of
  /// the client, at most [WebSocketTimeouts#close()]. Messages may still come until then. Does not
  /// wait for the end, and does nothing if this side has begun already.
  ///
  /// @param code 1000 to 1003, 1007 to 1009, 1011 to 1014, or 3000 to 4999
  /// @param reason at most 123 bytes in UTF-8
  /// @throws IllegalArgumentException for another code, or a longer reason
  void close(int code, String reason);

  /// Drops the connection at once. The client sees that it was no proper end.
  void abort();
}
