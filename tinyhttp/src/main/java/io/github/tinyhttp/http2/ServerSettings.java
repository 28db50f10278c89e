package io.github.tinyhttp.http2;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.engine.WriteBatch;

/// What this side sends first, RFC 9113 §3.4.
final class ServerSettings {
  private ServerSettings() {}

  /// Puts SETTINGS, and opens the window of the connection. Streams begin with the window that
  /// needs no word, and it is opened further when the application reads a body.
  static void put(WriteBatch out, Limits limits) {
    Frames.putSettings(
        out,
        ClientSettings.MAX_CONCURRENT_STREAMS,
        limits.streams(),
        ClientSettings.MAX_HEADER_LIST_SIZE,
        limits.head(),
        ClientSettings.ENABLE_CONNECT_PROTOCOL,
        1,
        ClientSettings.NO_RFC7540_PRIORITIES,
        1);
    Frames.putWindowUpdate(out, 0, FlowControl.CONNECTION - FlowControl.INITIAL);
  }
}
