package io.github.tinyhttp.websocket;

import java.io.InputStream;
import java.io.Reader;

/// A [WebSocketListener] that reads messages as streams while they arrive, whatever their length.
/// The methods for whole messages are not called, and [WebSocketLimits#message()] and
/// [WebSocketLimits#frame()] do not apply, because no message is held in memory. A client that
/// sends faster than a method reads has to wait.
///
/// Messages are handled on a thread of their own. A pong that arrives in the middle of one is told
/// while a method reads it. A read waits for the client as long as [WebSocketTimeouts#message()]
/// allows. It throws an [java.io.IOException] if the client is too slow, sends text that is not
/// UTF-8 or breaks another rule, closes the WebSocket or disconnects; the message is then
/// incomplete, and `onClose` follows. What a method does not read is skipped when it returns. The
/// stream is of no use afterwards, or on another thread at the same time.
public interface WebSocketStreamListener extends WebSocketListener {
  /// Called for a text message. The default closes the connection with 1003.
  default void onText(WebSocket socket, Reader message) throws Exception {
    socket.close(CloseReason.UNSUPPORTED, "text messages are not supported");
  }

  /// Called for a binary message. The default closes the connection with 1003.
  default void onBinary(WebSocket socket, InputStream message) throws Exception {
    socket.close(CloseReason.UNSUPPORTED, "binary messages are not supported");
  }
}
