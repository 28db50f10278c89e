package io.github.tinyhttp.transcript;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// The streams of a connection that carry WebSockets, RFC 8441.
final class Http2Streams {
  /// How many streams are remembered. A server has fewer open at a time.
  private static final int MOST = 10_000;

  private final Lines lines;

  /// For each stream whose request has asked for a WebSocket, what takes its content apart: nothing
  /// before the response agrees.
  private final Map<Integer, Map<Way, Direction>> webSockets = new HashMap<>();

  Http2Streams(Lines lines) {
    this.lines = lines;
  }

  /// The lines of a stream, or of the connection.
  Lines lines(int stream) {
    return stream == 0 ? lines : lines.with("stream=" + stream);
  }

  /// A section of fields has come whole.
  void headed(Way way, int stream, Http2Section section) {
    if (way == Way.IN) {
      if (section.pseudo(":protocol").equals("websocket") && webSockets.size() < MOST) {
        webSockets.put(stream, new EnumMap<>(Way.class));
      }
    } else if (section.pseudo(":status").startsWith("2")) {
      Map<Way, Direction> known = webSockets.get(stream);
      if (known != null && known.isEmpty()) {
        Lines frames = lines(stream).with("ws");
        for (Way one : Way.values()) {
          known.put(one, new Direction(one, frames, _ -> new WebSocketFrames(frames, one)));
        }
      }
    }
  }

  /// Content of a stream.
  void data(Way way, Http2Frame frame) {
    Map<Way, Direction> known = webSockets.get(frame.stream());
    if (known == null) {
      return;
    }
    Direction direction = known.get(way);
    if (direction != null) {
      direction.add(ByteBuffer.wrap(frame.bytes(), frame.start(), frame.length()));
    }
    if (way == Way.OUT && frame.has(Http2Frame.END_STREAM)) {
      reset(frame.stream());
    }
  }

  /// A stream has ended.
  void reset(int stream) {
    webSockets.remove(stream);
  }
}
