/// WebSocket (RFC 6455): messages in both directions over a connection that began with HTTP.
///
/// [io.github.tinyhttp.websocket.WebSocket#accept] upgrades a request, and a
/// [io.github.tinyhttp.websocket.WebSocketListener] receives the client's messages.
///
/// ```
/// socket -> Upgrade -> ReceiveLoop -> FrameReader -> MessageReader -> WebSocketListener
/// socket <- Upgrade <- FrameWriter <- MessageWriter <- Session <- application
/// ```
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.websocket;
