package io.github.tinyhttp.websocket;

/// Whether messages are compressed for clients that offer it (permessage-deflate, RFC 7692).
public enum MessageCompression {
  /// Never. The default: compression costs time and memory, and where secrets and what an attacker
  /// chooses are in one message, its length tells of the secret.
  OFF,

  /// Each message by itself. Nothing is held between messages.
  EACH_MESSAGE,

  /// Each message with what the ones before had in common with it: smaller for many small messages
  /// that are alike, at the price of about 300 KiB for every WebSocket.
  ALL_MESSAGES
}
