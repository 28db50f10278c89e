package io.github.tinyhttp.websocket;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.SocketAddress;
import java.util.Optional;

/// A WebSocket (RFC 6455) as the application sees it: the means to send messages to the client. A
/// [WebSocketListener] receives the client's messages.
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
/// All methods may be called by any thread. Several threads may send at once; their messages are
/// sent one after the other and never mix. An idle WebSocket holds no thread and no buffer.
public interface WebSocket {
  /// Code that writes a message piece by piece, for messages whose length is not known in advance.
  @FunctionalInterface
  interface Content<T> {
    /// Writes the message. Flushing sends what was written so far.
    void writeTo(T out) throws IOException;
  }

  /// Upgrades a request to a WebSocket with the default options, like [#accept(Request,
  /// WebSocketOptions, WebSocketListener)].
  static Response accept(Request request, WebSocketListener listener) throws IOException {
    return accept(request, WebSocketOptions.defaults(), listener);
  }

  /// Upgrades a request to a WebSocket, RFC 6455 §4.2. From then on the listener is called.
  ///
  /// A request is refused with 405 if its method is not GET, with 426 if it does not ask for
  /// version 13 of WebSocket, with 400 if the handshake is malformed, and with 403 if
  /// [WebSocketOptions#origins()] does not allow its origin.
  ///
  /// @return the response for a [io.github.tinyhttp.Handler] to return: [Response#handled()] if the
  ///   connection speaks WebSocket from now on, otherwise the refusal
  /// @throws IOException if the client has disconnected
  /// @throws IllegalStateException if a response to the request was given already
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

  /// The chosen subprotocol, one of [WebSocketOptions#subprotocols()]; empty if there is none.
  Optional<String> subprotocol();

  /// The client's address.
  SocketAddress remoteAddress();

  /// Whether messages can be sent, as far as the server knows: neither side has begun to close.
  boolean isOpen();

  /// Sends a text message. Blocks while the client is slow. If the client accepts no bytes for
  /// [WebSocketTimeouts#write()], the connection is closed.
  ///
  /// @throws IOException if the connection is closed or closing
  void send(String text) throws IOException;

  /// Sends a binary message, like [#send(String)].
  void send(byte[] bytes) throws IOException;

  /// Sends a message that many WebSockets send, like [#send(String)].
  void send(WebSocketMessage message) throws IOException;

  /// Sends a text message in fragments while `content` writes it. Other messages wait until it is
  /// complete. If `content` throws, the connection is closed with 1011, because the fragments that
  /// were sent cannot be taken back.
  ///
  /// @throws IOException if the connection is closed or closing, or if `content` throws it
  void sendText(Content<Writer> content) throws IOException;

  /// Sends a binary message in fragments, like [#sendText(Content)].
  void sendBinary(Content<OutputStream> content) throws IOException;

  /// Sends a text message without waiting for the client. If the client does not take it now, it is
  /// queued. Messages are sent in order. Use it to send to many clients, some of which may be slow.
  ///
  /// @return false, and the message is not sent, if the message does not fit into the queue
  ///   ([WebSocketLimits#queue()]), or if the connection is closed or closing
  boolean trySend(String text);

  /// Sends a binary message without waiting for the client, like [#trySend(String)].
  ///
  /// @param bytes the message; the array is not copied and must not be changed afterwards
  boolean trySend(byte[] bytes);

  /// Sends a message to one of many clients without waiting for it, like [#trySend(String)].
  boolean trySend(WebSocketMessage message);

  /// Sends a ping. The client replies with a pong of the same bytes, which
  /// [WebSocketListener#onPong(WebSocket, byte[])] receives. The library itself sends pings to
  /// silent clients, see [WebSocketTimeouts#keepAlive()].
  ///
  /// @throws IllegalArgumentException for more than 125 bytes
  /// @throws IOException if the connection is closed or closing
  void ping(byte[] bytes) throws IOException;

  /// Begins the closing handshake with code 1000, like [#close(int, String)].
  default void close() {
    close(CloseReason.NORMAL, "");
  }

  /// Begins the closing handshake, RFC 6455 §7: sends the queued messages, then a close frame. The
  /// method waits neither for a thread that is sending, nor for the client. The connection is
  /// dropped if the client's close frame has not arrived after [WebSocketTimeouts#close()], and
  /// then the queued messages are lost, too. Messages may arrive until then. If this side has begun
  /// to close before, the method does nothing.
  ///
  /// @param code 1000 to 1003, 1007 to 1009, 1011 to 1014, or 3000 to 4999
  /// @param reason a text of at most 123 bytes in UTF-8
  /// @throws IllegalArgumentException for another code, or a longer reason
  void close(int code, String reason);

  /// Drops the connection at once, without a closing handshake.
  void abort();
}
