package io.github.tinyhttp.http2;

import io.github.tinyhttp.Http2Options;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.engine.WriteBatch;
import java.util.Arrays;

/// What this side sends first, RFC 9113 §3.4.
final class ServerSettings {
  private ServerSettings() {}

  /// Puts SETTINGS, and opens the window of the connection. By default streams begin with the
  /// window that needs no word; it is opened further when the application reads a body.
  static void put(WriteBatch out, Http2 http) {
    Limits limits = http.limits();
    Http2Options options = http.options();
    boolean wider = options.initialWindow() > FlowControl.INITIAL;
    int[] settings = {
      ClientSettings.MAX_CONCURRENT_STREAMS,
      limits.streams(),
      ClientSettings.MAX_HEADER_LIST_SIZE,
      limits.head(),
      ClientSettings.ENABLE_CONNECT_PROTOCOL,
      1,
      ClientSettings.NO_RFC7540_PRIORITIES,
      1,
      ClientSettings.INITIAL_WINDOW_SIZE,
      options.initialWindow()
    };
    Frames.putSettings(out, wider ? settings : Arrays.copyOf(settings, settings.length - 2));
    int more = options.connectionWindow() - FlowControl.INITIAL;
    if (more > 0) {
      Frames.putWindowUpdate(out, 0, more);
    }
  }
}
