package io.github.tinyhttp.websocket;

/// Whether messages are compressed for clients that offer it (permessage-deflate, RFC 7692).
public enum MessageCompression {
  /// Messages are not compressed. This is the default, because compression costs time and memory,
  /// and because the length of a compressed message that contains both a secret and bytes chosen by
  /// an attacker reveals something about the secret.
  OFF,

  /// Each message that this server sends is compressed on its own, and no memory is held between
  /// them. A client that has not offered the same for its messages may refer back from one to the
  /// next, and about 45 KiB of memory are held for each such client that has sent a compressed
  /// message.
  EACH_MESSAGE,

  /// Each message may refer back to the messages before it. Many small, similar messages become
  /// shorter, at the price of about 300 KiB of memory for each WebSocket.
  ALL_MESSAGES
}
