import org.jspecify.annotations.NullMarked;

/// WebSocket for servers that are made with tinyhttp.
@NullMarked
module io.github.tinyhttp.websocket {
  requires transitive io.github.tinyhttp;
  requires static org.jspecify;

  exports io.github.tinyhttp.websocket;
}
