package io.github.tinyhttp.websocket;

/// What happens on a [WebSocket], in order: `onOpen`, then messages, then `onClose`, exactly once.
///
/// Methods of one WebSocket are called one at a time, on a virtual thread, and may block: nothing
/// more is read from the client until they return, so a client that is faster than the application
/// has to wait. One listener may serve many WebSockets; it has to be safe for use by several
/// threads then.
///
/// What a method throws is logged nowhere but brought to [#onError(WebSocket, Throwable)], and the
/// connection is closed with 1011.
public interface WebSocketListener {
  /// The connection is made.
  default void onOpen(WebSocket socket) throws Exception {}

  /// A text message. By default text is not understood, and the connection closed with 1003.
  default void onText(WebSocket socket, String text) throws Exception {
    socket.close(CloseReason.UNSUPPORTED, "text is not understood here");
  }

  /// A binary message. By default it is not understood, and the connection closed with 1003.
  ///
  /// @param bytes the listener's own from now on
  default void onBinary(WebSocket socket, byte[] bytes) throws Exception {
    socket.close(CloseReason.UNSUPPORTED, "binary messages are not understood here");
  }

  /// A pong has come, the answer to a ping or not. Pings are answered by the library.
  default void onPong(WebSocket socket, byte[] bytes) throws Exception {}

  /// The connection fails and is being closed: the client has broken a rule of the protocol or a
  /// limit ([WebSocketException]), or this listener has thrown something. [#onClose] follows. By
  /// default what the listener has thrown is logged.
  default void onError(WebSocket socket, Throwable cause) {
    if (!(cause instanceof WebSocketException)) {
      ReceiveLoop.logFailure(socket, cause);
    }
  }

  /// The connection is closed, or as good as: nothing comes any more, and nothing can be sent.
  ///
  /// @param reason what the client gave; if it has gone without a word, [CloseReason#isAbnormal()]
  default void onClose(WebSocket socket, CloseReason reason) throws Exception {}
}
