package io.github.tinyhttp.websocket;

/// The application's side of a [WebSocket]. The calls come in order: `onOpen`, then messages, then
/// `onClose` exactly once.
///
/// The methods for one WebSocket are called one at a time, on the threads on which the server's
/// [io.github.tinyhttp.Dispatch] runs handlers: by default on the thread that has read the message,
/// and on virtual threads if the calls turn out to be slow. Only `onOpen` always has a thread of
/// its own. All of them may block. The server reads nothing more from the client until a method
/// returns, so a client that is faster than the application has to wait. What the methods send
/// while the messages of one read are handled leaves in one write. One listener may serve many
/// WebSockets; it must then be safe for use by several threads.
///
/// A listener gets whole messages. A [WebSocketStreamListener] reads them while they arrive.
///
/// An exception thrown by a method is passed to [#onError(WebSocket, Throwable)], and the
/// connection is closed with 1011.
public interface WebSocketListener {
  /// Called when the connection has been established.
  default void onOpen(WebSocket socket) throws Exception {}

  /// Called for a text message. The default closes the connection with 1003.
  default void onText(WebSocket socket, String text) throws Exception {
    socket.close(CloseReason.UNSUPPORTED, "text messages are not supported");
  }

  /// Called for a binary message. The default closes the connection with 1003.
  ///
  /// @param bytes the message; the listener owns the array from now on
  default void onBinary(WebSocket socket, byte[] bytes) throws Exception {
    socket.close(CloseReason.UNSUPPORTED, "binary messages are not supported");
  }

  /// Called for a pong, which may also arrive without a ping. The library replies to pings itself.
  default void onPong(WebSocket socket, byte[] bytes) throws Exception {}

  /// Called when the connection is being closed because of a failure: the client broke a rule of
  /// the protocol or exceeded a limit ([WebSocketException]), or this listener threw an exception.
  /// [#onClose] follows. The default logs the listener's exceptions.
  default void onError(WebSocket socket, Throwable cause) {
    if (!(cause instanceof WebSocketException)) {
      ReceiveLoop.logFailure(socket, cause);
    }
  }

  /// Called last. No further message will arrive, and none can be sent.
  ///
  /// @param reason who began the end, with which code and text, and what has failed
  default void onClose(WebSocket socket, CloseReason reason) throws Exception {}
}
