/// WebSocket (RFC 6455): messages in both directions over a connection that began as HTTP.
///
/// [io.github.tinyhttp.websocket.WebSocket#accept] makes a request one, and a
/// [io.github.tinyhttp.websocket.WebSocketListener] is called for what comes. Bytes go from
/// `ReceiveLoop`, which reads while there is something to read, to `FrameReader`, which finds
/// frames, to `MessageReader`, which makes messages of them; `Session` and `MessageWriter` are the
/// way back.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.websocket;
